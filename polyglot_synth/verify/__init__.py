"""What is checked rather than believed: answers, programs, proofs, grounding."""
