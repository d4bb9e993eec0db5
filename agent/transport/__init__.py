"""How a question reaches a model's endpoint: retries, breaker, pace, budget, prices, manners."""
