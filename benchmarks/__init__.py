"""Speed, memory and accuracy beside other systems; run by hand, printed, never asserted."""
