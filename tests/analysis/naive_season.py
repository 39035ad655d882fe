"""The season of a monthly series a second time, by dummies in place of waves and by sums of squares in place of covariances."""

import numpy as np
from scipy import stats


def factors(years_months, values):
    """Month of the year → its share of the level, and whether it is established; None where neither that nor likely.

    years_months: (year, month) of each value, in order.
    """
    times = np.array([12 * year + month - 1 for year, month in years_months])
    values = np.array(values, dtype=float)
    if len(values) < 24 or len(set(times % 12)) < 12 or min(np.bincount(times % 12)) < 2:
        return None
    whole = all(float(value).is_integer() for value in values)
    level = _level(times)
    months = np.eye(12)[times % 12][:, :11] - (times % 12 == 11)[:, None]  # effects that sum to nought
    angles = 2 * np.pi * (times % 12) / 12
    wave = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    rough = level @ _solved(np.hstack([level, months]), values)[: level.shape[1]]
    ratios = values / rough
    full, left = np.hstack([level, months]), len(values) - level.shape[1] - 11
    residual = _squares(full, ratios)
    noise = max(residual / left, 1 / values.mean() if whole else 0)
    # Without the waves of two a year and more, and without the one wave: what each group alone would leave over.
    others = _other_waves(times)
    f_all = (_squares(level, ratios) - residual) / 11 / noise
    f_wave = (_squares(np.hstack([level, others]), ratios) - residual) / 2 / noise
    f_rest = (_squares(np.hstack([level, wave]), ratios) - residual) / 9 / noise
    chances = stats.f.sf(f_all, 11, left), stats.f.sf(f_wave, 2, left)
    if min(chances) >= 0.05:
        return None
    effects = _solved(full, ratios)[level.shape[1] :]
    effects = np.append(effects, -effects.sum())
    turn = np.exp(2j * np.pi * np.arange(12) / 12)
    in_wave = np.real(turn * (effects @ turn.conj())) / 6
    kept = max(0, 1 - 1 / f_wave) * in_wave + max(0, 1 - 1 / f_rest) * (effects - in_wave)
    return dict(enumerate(1 + kept, start=1)), bool(len(values) >= 36 and min(chances) < 0.01)


def _level(times):
    years = max(round((times[-1] - times[0] + 1) / 12), 1)
    corners = np.linspace(times[0], times[-1], years + 1)
    width = corners[1] - corners[0]
    return np.maximum(0, 1 - np.abs(times[:, None] - corners[None, :]) / width)


def _other_waves(times):
    angles = 2 * np.pi * (times % 12) / 12
    return np.stack([wave(k * angles) for k in range(2, 7) for wave in (np.cos, np.sin)][:9], axis=1)


def _solved(columns, values):
    return np.linalg.lstsq(columns, values, rcond=None)[0]


def _squares(columns, values):
    return float(((values - columns @ _solved(columns, values)) ** 2).sum())
