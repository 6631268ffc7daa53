import java.net.URL;

public class UrlConnectionClient {
    public static void main(String[] urls) throws Exception {
        for (String url : urls) {
            System.out.println(new String(new URL(url).openStream().readAllBytes()));
        }
    }
}
