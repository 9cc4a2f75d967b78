"""The uncertainty of a ranking: standard errors, comparisons, rank intervals, and agreement of judge and humans.

Everything is paired by prompt: all models answer the same prompts, so what makes a prompt hard cancels out of their
differences (Miller, "Adding Error Bars to Evals", arXiv 2411.00640). A board's scores are one float64 array
[models, prompts, columns], one value per model and prompt (0 to 100), NaN where there is none. Of several images for
one prompt the mean is taken first, so the prompts are the independent units.

- ``summaries``: mean, standard error and interval of every model
- ``differences``: differences of means on shared prompts with their standard errors
- ``resampling``: the joint bootstrap over prompts, one for all models
- ``critical``: how large a difference has to be for statements on all pairs to hold together
- ``calibration``: the same for statements on all ranks
- ``ranks``: ranks and their simultaneous intervals
- ``paired``: mean differences over prompts with intervals that hold for several statements at once
- ``pairwise``: every pair of models of one column
- ``agreement``: Spearman's ρ
"""
