using Lab.Workbench.Desks;

namespace Lab.Dashboard.Views;

/// <summary>A bench as its runs have left it.</summary>
/// <param name="Bench">The bench's name.</param>
/// <param name="File">The bench file; <see langword="null"/> for a bench that ships with the program.</param>
/// <param name="IsSimulated">Whether twins took part in its last run.</param>
/// <param name="LastRun">Its last run.</param>
/// <param name="Status">How far that came.</param>
/// <param name="Instruments">The instruments as that run found them.</param>
/// <param name="Terminals">What the terminals were last set to.</param>
/// <param name="Seen">When they were so.</param>
/// <param name="Limits">The limits in force.</param>
/// <param name="Calibrations">The calibrations in force.</param>
public sealed record BenchView(
    string Bench,
    string? File,
    bool IsSimulated,
    string LastRun,
    string Status,
    IReadOnlyList<InstrumentView> Instruments,
    IReadOnlyList<LiveSetting> Terminals,
    DateTimeOffset? Seen,
    IReadOnlyList<string> Limits,
    IReadOnlyList<CalibrationView> Calibrations);
