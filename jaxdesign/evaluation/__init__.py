"""How good a trained model is: held-out reconstruction, samples beside real designs, baselines and floors."""
