"""The trained models of this version; see CARD.md."""
