using Lab.Quantities;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Protocols.Chains;

/// <summary>
/// At each pair of currents: the offset, each input alone, then, where they are wanted, both inputs. Every list is gone through to and fro, so that from one
/// point to the next one thing changes by one step.
/// </summary>
/// <param name="settings">The settings.</param>
/// <param name="measuresBoth">Whether both inputs are measured together as well, in all pairs of powers.</param>
/// <param name="analyse">Makes the results.</param>
internal sealed class CharacterisationExperiment(CharacterisationSettings settings, bool measuresBoth, Func<IRunData, Analysis> analyse) : IExperiment
{
    internal static readonly Column Current1Column = new("line1_current", "A", "Current in the field line over the first junction.");
    internal static readonly Column Current2Column = new("line2_current", "A", "Current in the field line over the second junction.");
    internal static readonly Column Power1Column = new("power1", "W", "Power of the first input at the chain, the loss on the way allowed for.");
    internal static readonly Column Power2Column = new("power2", "W", "Power of the second input at the chain, the loss on the way allowed for.");
    internal static readonly Column VoltageColumn = new("voltage", "V", "Voltage of the chain as read.");
    internal static readonly Column PartColumn = new("part", "", "0 both inputs off, 1 the first alone, 2 the second alone, 3 both.");

    private ChainBench? chain;

    public IReadOnlyList<Column> Columns { get; } = [Current1Column, Current2Column, Power1Column, Power2Column, VoltageColumn, PartColumn];

    public int PointCount => settings.Currents.Count * settings.Currents.Count * PointsPerPair;

    private int PointsPerPair => settings.ZeroReadings + (2 * SinglePoints) + (measuresBoth ? settings.Powers.Count * settings.Powers.Count : 0);

    private int SinglePoints => settings.Powers.Count * settings.Repeats;

    public string Describe(int point) => PointAt(point).SetPoint.ToString();

    public async ValueTask PrepareAsync(ExperimentContext context, CancellationToken cancellationToken) =>
        chain = await ChainBench.PrepareAsync(settings, context, cancellationToken).ConfigureAwait(false);

    public async ValueTask MeasureAsync(int point, Row row, CancellationToken cancellationToken)
    {
        (ChainSetPoint at, ChainPart part) = PointAt(point);
        Voltage voltage = await chain!.ReadAsync(at, cancellationToken).ConfigureAwait(false);
        row.Set(Current1Column, at.Current1.Amperes);
        row.Set(Current2Column, at.Current2.Amperes);
        row.Set(Power1Column, at.Power1.Watts);
        row.Set(Power2Column, at.Power2.Watts);
        row.Set(VoltageColumn, voltage.Volts);
        row.Set(PartColumn, (double)part);
    }

    public Analysis Analyse(IRunData data) => analyse(data);

    private (ChainSetPoint SetPoint, ChainPart Part) PointAt(int point)
    {
        (int pair, int within) = Math.DivRem(point, PointsPerPair);
        (Current current1, Current current2) = ToAndFro(settings.Currents, pair);
        if (within < settings.ZeroReadings)
        {
            return (new ChainSetPoint(current1, current2, default, default), ChainPart.Zero);
        }

        within -= settings.ZeroReadings;
        if (within < 2 * SinglePoints)
        {
            (int input, int index) = Math.DivRem(within, SinglePoints);
            (_, Power power) = ToAndFro(settings.Powers, index);
            return input == 0
                ? (new ChainSetPoint(current1, current2, power, default), ChainPart.First)
                : (new ChainSetPoint(current1, current2, default, power), ChainPart.Second);
        }

        (Power power1, Power power2) = ToAndFro(settings.Powers, within - (2 * SinglePoints));
        return (new ChainSetPoint(current1, current2, power1, power2), ChainPart.Both);
    }

    /// <summary>Goes through all pairs of a list, the second quickly and back again at each step of the first; the first goes on
    /// where it is in repetitions of the list.</summary>
    private static (T First, T Second) ToAndFro<T>(Sweep<T> values, int index)
        where T : struct, IQuantity<T>
    {
        (int slow, int fast) = Math.DivRem(index, values.Count);
        return (values[slow % values.Count], values[int.IsEvenInteger(slow) ? fast : values.Count - 1 - fast]);
    }
}
