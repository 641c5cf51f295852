using Lab.Dashboard.Views;
using Lab.Runs;
using Lab.Runs.Calibrations;
using Lab.Runs.Records;
using Lab.Runs.Reports;

namespace Lab.Dashboard.Pages;

/// <summary>Makes the documents of single runs.</summary>
internal static class RunPages
{
    /// <summary>All of a run that does not change from point to point.</summary>
    /// <param name="run">The run.</param>
    /// <param name="line">The run as a list shows it.</param>
    /// <exception cref="RunException">It cannot be read.</exception>
    public static RunPage Of(RunFolder run, RunLine line)
    {
        RunInfo info = run.ReadInfo();
        return new RunPage
        {
            Line = line,
            Columns =
            [
                .. RecordedPoints.ReadColumns(run.FullPath).Select(column => new ColumnView(
                    column.Name, column.Unit, column.Description, column.IsAxis, column.Kind == ColumnKind.Array)),
            ],
            Settings = info.Settings,
            Instruments = InstrumentsOf(info),
            Limits = info.Limits,
            Calibrations = [.. info.Calibrations.Select(Of)],
            Notes = [.. run.ReadNotes().Notes.Select(note => new NoteView(note.Time, note.Text, note.By))],
            Seed = $"{info.Seed}",
            Version = info.Version,
            BenchFile = info.BenchFile,
        };
    }

    /// <summary>The instruments of a run.</summary>
    public static IReadOnlyList<InstrumentView> InstrumentsOf(RunInfo info) =>
    [
        .. info.Instruments.Select(each => new InstrumentView(each.Name, each.Driver, each.Address, each.Identity)),
    ];

    /// <summary>A calibration.</summary>
    public static CalibrationView Of(CalibrationRecord record) => new(
        record.Name,
        ValueText.Format(record.Value, record.Unit, record.Uncertainty),
        record.Source,
        record.InForceSince,
        record.ValidUntil,
        record.Simulated);
}
