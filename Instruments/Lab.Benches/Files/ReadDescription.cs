using Lab.Benches.Twins;
using Lab.Instruments.Described;

namespace Lab.Benches.Files;

/// <summary>The description of an instrument as read.</summary>
/// <param name="Description">The description; <see langword="null"/> where it is wrong, which has been reported.</param>
/// <param name="Simulated">The readings of the twin, by terminal and reading.</param>
/// <param name="File">The file it stands in; <see langword="null"/> where that is the bench file.</param>
internal sealed record ReadDescription(
    InstrumentDescription? Description,
    IReadOnlyDictionary<(string Terminal, string Reading), SimulatedReading> Simulated,
    string? File);
