"""Texts that the tests print: plain prose, some of it with words that are cut at line ends."""

from __future__ import annotations

ENGLISH = (
    (
        "The ferry across the estuary has carried schoolchildren, fishmongers and post since the lighthouse was "
        "built, and nobody on the northern bank remembers a winter in which it stood still for longer than a week."
    ),
    (
        "This year the harbour board announced that the engine would be replaced. A well-known shipyard offered to do"
        " the work between two spring tides, on condition that the passengers were told beforehand."
    ),
    (
        "They were not. On the first morning forty people waited on the landing-stage, among them the midwife, two "
        "bakers with their trays and a choir that was expected at a wedding on the other side."
    ),
    (
        "The choir sang, since it had nothing better to do. The bakers sold what they carried, and the midwife rowed "
        "herself across in a boat that she had borrowed from the schoolmaster without asking him."
    ),
    (
        "Afterwards the board apologised in a notice that was pinned to every door. It promised a timetable, a "
        "telephone number and a hand-rail, which had been missing for so long that few had ever touched one."
    ),
    (
        "The hand-rail came first. It is painted green, it is a little too low for tall people, and children slide "
        "down it whenever the ferryman looks at the water, which is most of the time."
    ),
    (
        "As for the engine, it arrived in September in eleven crates, of which ten were opened on the quay. The "
        "eleventh had been addressed to a dairy in the mountains and contained a separator for milk."
    ),
    (
        "The shipyard is understood to have found the whole affair regrettable. The dairy wrote a friendly letter, "
        "kept the gearbox until somebody came for it, and sent a cheese that weighed as much as a child."
    ),
    (
        "So the ferry runs again, and quieter than before. Those who live nearest say that they sleep badly now, "
        "because for thirty years the old engine had told them when it was time to get up."
    ),
    (
        "Next spring the board will decide whether there shall be a second boat. Opinions differ on the northern "
        "bank, where people are fond of waiting, and on the southern bank, where they are not."
    ),
    (
        "Meanwhile a subcommittee has been asked to count the passengers. It consists of the schoolmaster, who still "
        "has questions about his boat, and of a retired surveyor with excellent binoculars."
    ),
    (
        "Its first report is expected before the regatta. It will be read aloud on the landing-stage by the choir, "
        "which has set the figures to music in order that everybody may remember them."
    ),
)
SPANISH = (
    (
        "La biblioteca del valle abre los martes y los sábados, cuando bajan las mulas con la leche y los niños "
        "pueden cambiar un libro leído por otro que todavía no conocen."
    ),
    (
        "Su bibliotecaria aprendió el oficio de su abuela, que guardaba los cuadernos en una caja de galletas y "
        "anotaba los préstamos con un lápiz tan corto que nadie más lograba sujetarlo."
    ),
    (
        "Este año llegaron doscientos volúmenes donados por una imprenta que cerraba. Entre ellos había tres "
        "enciclopedias, un tratado sobre relojes de sol y un recetario al que le faltaban las sopas."
    ),
    (
        "Los vecinos decidieron escribirlas de nuevo. Cada familia aportó la suya, y la discusión sobre la cantidad "
        "de hierbabuena duró más que la construcción de los estantes."
    ),
)
"""Words of these are cut nowhere: the accents are what is looked at."""
