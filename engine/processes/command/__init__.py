"""Command: orders and their conditions, messages, news of the enemy, commanders and the will to fight."""
