namespace Lab.Dashboard.Views;

/// <summary>All of a run that does not change from point to point.</summary>
public sealed record RunPage
{
    /// <summary>The run as a list shows it.</summary>
    public required RunLine Line { get; init; }

    /// <summary>The columns of its record.</summary>
    public IReadOnlyList<ColumnView> Columns { get; init; } = [];

    /// <summary>Its settings as text by key.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>The instruments that were open.</summary>
    public IReadOnlyList<InstrumentView> Instruments { get; init; } = [];

    /// <summary>The limits in force, in words.</summary>
    public IReadOnlyList<string> Limits { get; init; } = [];

    /// <summary>The calibrations that it used.</summary>
    public IReadOnlyList<CalibrationView> Calibrations { get; init; } = [];

    /// <summary>Its notes, oldest first.</summary>
    public IReadOnlyList<NoteView> Notes { get; init; } = [];

    /// <summary>The seed, as text: numbers above 2⁵³ are no numbers to browsers.</summary>
    public string Seed { get; init; } = string.Empty;

    /// <summary>The version of Lab.</summary>
    public string Version { get; init; } = string.Empty;

    /// <summary>The bench file with its full path; <see langword="null"/> for the protocol's own bench.</summary>
    public string? BenchFile { get; init; }
}
