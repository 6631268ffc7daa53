"""What a suite takes for granted on the portal that it was written for, made on ours before it runs."""
