"""Training and measuring what finds personal data: texts, their multiplication, figures (training only)."""
