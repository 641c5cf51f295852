using Lab.Instruments.Clocks;
using Lab.Instruments.CurrentSources;
using Lab.Instruments.Electromagnets;
using Lab.Instruments.SourceMeters;
using Lab.Protocols.Fields;
using Lab.Quantities;
using Lab.Runs;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Protocols.FieldLines;

/// <summary>The plan and the preparation of <see cref="FieldLineCalibrationProtocol"/>: field, line and other line,
/// each up and down.</summary>
internal sealed class FieldLineCalibrationExperiment(FieldLineCalibrationSettings settings) : IExperiment
{
    internal static readonly Column PartColumn =
        new("part", "", "0 while the field is swept, 1 the line's current, 2 that of the other line.") { IsAxis = true };
    internal static readonly Column UpwardColumn = new("upward", "", "1 on the way up, 0 on the way down.") { IsAxis = true };
    internal static readonly Column FieldColumn = new("field", "T", "Field of the magnet as measured.");
    internal static readonly Column CurrentColumn =
        new("line_current", "A", "Current in the line that is swept.") { IsAxis = true };
    internal static readonly Column ResistanceColumn = new(
        "resistance", "Ω", "Resistance of the junction, mean of the readings.");

    public IReadOnlyList<Column> Columns { get; } =
        [
            PartColumn, UpwardColumn, FieldColumn, PreparedField.UncertaintyColumn, PreparedField.ScaleUncertaintyColumn,
            CurrentColumn, ResistanceColumn,
        ];

    public int PointCount => Parts.Sum(part => 2 * part.Count);

    private IEnumerable<(SweptPart Swept, int Count)> Parts =>
    [
        (SweptPart.Field, settings.Fields.Count),
        (SweptPart.Line, settings.Currents.Count),
        .. settings.Leakage ? [(SweptPart.OtherLine, settings.Currents.Count)] : Array.Empty<(SweptPart, int)>(),
    ];

    public string Describe(int point)
    {
        (SweptPart swept, _, int index) = PointAt(point);
        return swept switch
        {
            SweptPart.Field => $"magnet at {settings.Fields[index]}",
            SweptPart.Line => $"line at {settings.Currents[index]}",
            _ => $"other line at {settings.Currents[index]}",
        };
    }

    public async ValueTask<IMeasurement> PrepareAsync(ExperimentContext context, CancellationToken cancellationToken)
    {
        ISourceMeter meter = context.Bench.Get<ISourceMeter>(FieldLineCalibrationProtocol.MeterRole);
        IElectromagnet magnet = context.Bench.Get<IElectromagnet>(BenchSetUp.MagnetRole);
        ICurrentSource line = await BenchSetUp.PrepareLineAsync(context, default, cancellationToken).ConfigureAwait(false);
        ICurrentSource? otherLine = settings.Leakage
            ? context.Bench.Find<ICurrentSource>(FieldLineCalibrationProtocol.OtherLineRole)
            : null;
        if (settings.Leakage && (otherLine is null || ReferenceEquals(otherLine, line)))
        {
            throw new RunException(
                $"The bench has no current source '{FieldLineCalibrationProtocol.OtherLineRole}' whose leakage could be "
                    + "measured. Name one so, or set leakage=off.");
        }

        if (otherLine is not null)
        {
            await otherLine.SetCurrentAsync(default, cancellationToken).ConfigureAwait(false);
            await otherLine.SetOutputAsync(on: true, cancellationToken).ConfigureAwait(false);
        }

        await meter.SetCurrentAsync(settings.SenseCurrent, cancellationToken).ConfigureAwait(false);
        await meter.SetOutputAsync(on: true, cancellationToken).ConfigureAwait(false);
        return new FieldLineMeasurement(settings, PointAt, context.Bench.Clock, meter, magnet, line, otherLine ?? line);
    }

    public Analysis Analyse(IRunData data) => new FieldLineCalibrationAnalysis(data).Conclude();

    private (SweptPart Swept, bool Upward, int Index) PointAt(int point)
    {
        foreach ((SweptPart swept, int count) in Parts)
        {
            if (point < 2 * count)
            {
                return (swept, point < count, point < count ? point : (2 * count) - 1 - point);
            }

            point -= 2 * count;
        }

        throw new ArgumentOutOfRangeException(nameof(point));
    }
}
