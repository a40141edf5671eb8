"""Chooses cases out of the product of many conditions: all of them, or so many that every pair of values occurs.

A sheet of conditions is a dict {condition: [values]}; a case is a dict with one value of each. The choice is the same every time.
"""

import itertools
import random

# "pairs" for a run in between, "full" for `--matrix full`.
extent = "pairs"
# A product larger than this is drawn from, also in full.
LARGEST = 1200
SEED = 388


def sheet(quiet, conditions):
    """The conditions that a sheet varies among the quiet ones."""
    return {name: [value] for name, value in quiet.items()} | conditions


def cases(sheet, crossed=()):
    """The cases of a sheet: in full the product (or, where that is too large, draws for each combination of the `crossed`
    conditions in which every other value meets it), else a cover of all pairs of values."""
    if extent != "full":
        return pairs(sheet)
    size = 1
    for values in sheet.values():
        size *= len(values)
    return product(sheet) if size <= LARGEST else draws(sheet, crossed)


def product(sheet):
    """Every combination."""
    return [dict(zip(sheet, values)) for values in itertools.product(*sheet.values())]


def draws(sheet, crossed):
    """For each combination of the crossed conditions as many cases as it takes for every other value to occur in one."""
    chance = random.Random(SEED)
    others = {name: values for name, values in sheet.items() if name not in crossed}
    count = max(len(values) for values in others.values())
    chosen = []
    for combination in itertools.product(*(sheet[name] for name in crossed)):
        columns = {}
        for name, values in others.items():
            column = list(values) + chance.choices(values, k=count - len(values))
            chance.shuffle(column)
            columns[name] = column
        for row in range(count):
            case = dict(zip(crossed, combination)) | {name: column[row] for name, column in columns.items()}
            chosen.append({name: case[name] for name in sheet})
    return chosen


def pairs(sheet):
    """Few cases in which every pair of values of two conditions occurs, chosen one after another by what they add."""
    chance = random.Random(SEED)
    names = list(sheet)
    open_pairs = {}
    for one, other in itertools.combinations(range(len(names)), 2):
        for a, b in itertools.product(range(len(sheet[names[one]])), range(len(sheet[names[other]]))):
            open_pairs[(one, a, other, b)] = None
    chosen = []
    while open_pairs:
        one, a, other, b = next(iter(open_pairs))
        row = {one: a, other: b}
        rest = [index for index in range(len(names)) if index not in row]
        chance.shuffle(rest)
        for index in rest:
            row[index] = _best(index, len(sheet[names[index]]), row, open_pairs, chance)
        for one, other in itertools.combinations(range(len(names)), 2):
            open_pairs.pop((one, row[one], other, row[other]), None)
        chosen.append({name: sheet[name][row[index]] for index, name in enumerate(names)})
    return chosen


def _best(index, count, row, open_pairs, chance):
    """The value that, beside those chosen already, covers most of the pairs that are still open."""
    def gain(value):
        return sum((index, value, other, chosen) in open_pairs if index < other
                   else (other, chosen, index, value) in open_pairs for other, chosen in row.items())
    gains = [gain(value) for value in range(count)]
    most = max(gains)
    return chance.choice([value for value in range(count) if gains[value] == most])
