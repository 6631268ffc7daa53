'use strict';

BX24.init(function () {
  var words = speak(BX24.getLang());
  var button = document.getElementById('start');
  button.disabled = false;
  button.addEventListener('click', function () {
    button.disabled = true;
    // Settings that a former installation has left are kept.
    BX24.callMethod('app.option.get', {}, function (answer) {
      if (answer.error()) {
        button.disabled = false;
        say(words.failed);
      } else if (answer.data() && answer.data().format) {
        BX24.installFinish();
      } else {
        BX24.callMethod('app.option.set', { options: { format: '1' } }, function (saved) {
          if (saved.error()) {
            button.disabled = false;
            say(words.failed);
          } else {
            BX24.installFinish();
          }
        });
      }
    });
  });
});
