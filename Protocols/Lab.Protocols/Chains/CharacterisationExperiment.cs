using Lab.Instruments.Terminals;
using Lab.Protocols.Fields;
using Lab.Quantities;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Protocols.Chains;

/// <summary>Takes the readings of a characterisation, one a point.</summary>
/// <param name="settings">The settings.</param>
/// <param name="measuresBoth">Whether both inputs are measured together as well, in all pairs of powers.</param>
/// <param name="analyse">Makes the results.</param>
internal sealed class CharacterisationExperiment(
    CharacterisationSettings settings, bool measuresBoth, Func<IRunData, Analysis> analyse) : IExperiment
{
    internal static readonly Column Current1Column = new(
        "line1_current", "A", "Current in the field line over the first junction.")
    { IsAxis = true };
    internal static readonly Column Current2Column = new(
        "line2_current", "A", "Current in the field line over the second junction.")
    { IsAxis = true };
    internal static readonly Column Power1Column = new(
        "power1", "W", "Power of the first input at the chain, the loss on the way allowed for.")
    { IsAxis = true };
    internal static readonly Column Power2Column = new(
        "power2", "W", "Power of the second input at the chain, the loss on the way allowed for.")
    { IsAxis = true };
    internal static readonly Column VoltageColumn = new("voltage", "V", "Voltage of the chain as read.");
    internal static readonly Column PartColumn = new(
        "part", "", "0 both inputs off, 1 the first alone, 2 the second alone, 3 both.")
    { IsAxis = true };

    private readonly CharacterisationPlan plan = new(settings, measuresBoth);

    public IReadOnlyList<Column> Columns { get; } =
        [
            Current1Column,
            Current2Column,
            Power1Column,
            Power2Column,
            VoltageColumn,
            PartColumn,
            .. PreparedField.ColumnsFor(settings.Field)
        ];

    public int PointCount => plan.PairCount * plan.ReadingsPerPair;

    public string Describe(int point) => PointAt(point).SetPoint.ToString();

    public async ValueTask<IMeasurement> PrepareAsync(ExperimentContext context, CancellationToken cancellationToken) =>
        new Measurement(this, await ChainRig.PrepareAsync(settings, context, cancellationToken).ConfigureAwait(false));

    public Analysis Analyse(IRunData data) => analyse(data);

    private (ChainSetPoint SetPoint, ChainPart Part) PointAt(int point)
    {
        (int pair, int reading) = Math.DivRem(point, plan.ReadingsPerPair);
        return plan.At(pair, reading);
    }

    private sealed class Measurement(CharacterisationExperiment experiment, ChainRig chain) : IMeasurement
    {
        public async ValueTask MeasureAsync(int point, Row row, CancellationToken cancellationToken)
        {
            (ChainSetPoint at, ChainPart part) = experiment.PointAt(point);
            Voltage voltage = await chain.ReadAsync(at, cancellationToken).ConfigureAwait(false);
            row.Set(Current1Column, at.Current1.Amperes);
            row.Set(Current2Column, at.Current2.Amperes);
            row.Set(Power1Column, at.Power1.Watts);
            row.Set(Power2Column, at.Power2.Watts);
            row.Set(VoltageColumn, voltage.Volts);
            row.Set(PartColumn, (double)part);
            chain.RecordField(row);
        }
    }
}
