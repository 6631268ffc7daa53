"""Page objects: what stands where on the portal's pages. Facts from the portal-ui reference."""
