"""Personal data for training and for measuring the redactor, made up."""
