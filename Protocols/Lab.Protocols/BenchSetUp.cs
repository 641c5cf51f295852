using Lab.Instruments.CurrentSources;
using Lab.Instruments.RfGenerators;
using Lab.Protocols.Fields;
using Lab.Quantities;
using Lab.Runs.Calibrations;
using Lab.Runs.Protocols;
using Lab.Runs.Records;

namespace Lab.Protocols;

/// <summary>The steps that the spin-diode protocols share before the first point, and the set-points they share.</summary>
public sealed class BenchSetUp
{
    /// <summary>The role of the RF generator.</summary>
    public const string RfRole = "rf";

    /// <summary>The role of the nanovoltmeter.</summary>
    public const string VoltmeterRole = "voltmeter";

    /// <summary>The role of the lock-in amplifier.</summary>
    public const string LockInRole = "lockin";

    /// <summary>The role of the field line's source.</summary>
    public const string LineRole = "line";

    /// <summary>The role of the magnet.</summary>
    public const string MagnetRole = "magnet";

    private readonly IRfGenerator generator;
    private readonly RfLoss loss;
    private Frequency? frequency;
    private Power? set;

    private BenchSetUp(PreparedField field, IRfGenerator generator, RfLoss loss)
    {
        Field = field;
        this.generator = generator;
        this.loss = loss;
    }

    /// <summary>The field that the magnet settled at.</summary>
    public PreparedField Field { get; }

    /// <summary>Brings the magnet to its field and switches the generator on at the first tone.</summary>
    /// <param name="context">The run's context.</param>
    /// <param name="field">The field, or <see langword="null"/> to leave the magnet alone.</param>
    /// <param name="firstFrequency">Frequency of the first tone.</param>
    /// <param name="firstPower">Its power at the junction.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    public static ValueTask<BenchSetUp> PrepareAsync(
        ExperimentContext context, MagneticField? field, Frequency firstFrequency, Power firstPower,
        CancellationToken cancellationToken) => PrepareAsync(
            context, context.Bench.Get<IRfGenerator>(RfRole), field, firstFrequency, firstPower, cancellationToken);

    /// <summary>Brings the magnet to its field and switches a generator on at the first tone.</summary>
    /// <param name="context">The run's context.</param>
    /// <param name="rf">The generator of the tones.</param>
    /// <param name="field">The field, or <see langword="null"/> to leave the magnet alone.</param>
    /// <param name="firstFrequency">Frequency of the first tone.</param>
    /// <param name="firstPower">Its power at the junction.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    public static async ValueTask<BenchSetUp> PrepareAsync(
        ExperimentContext context, IRfGenerator rf, MagneticField? field, Frequency firstFrequency, Power firstPower,
        CancellationToken cancellationToken)
    {
        PreparedField prepared = await PreparedField.SetAsync(context, field, cancellationToken).ConfigureAwait(false);
        var setUp = new BenchSetUp(prepared, rf, RfLoss.Of(context, rf.Name));
        await setUp.SetToneAsync(firstFrequency, firstPower, cancellationToken).ConfigureAwait(false);
        await rf.SetOutputAsync(on: true, cancellationToken).ConfigureAwait(false);
        return setUp;
    }

    /// <summary>Sets a tone; what is set already is not sent again.</summary>
    /// <param name="wantedFrequency">Its frequency.</param>
    /// <param name="wantedPower">Its power at the junction, to which the loss on the way is added.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    public async ValueTask SetToneAsync(Frequency wantedFrequency, Power wantedPower, CancellationToken cancellationToken)
    {
        // The set-point of one power differs from frequency to frequency by the loss. A lower one goes before the frequency and a
        // higher one after it, so that no tone has the level of another on its way.
        Power level = wantedPower.Amplified(loss.At(wantedFrequency));
        bool isLower = set is { } before && level.Watts < before.Watts;
        if (isLower)
        {
            await SetLevelAsync(level, cancellationToken).ConfigureAwait(false);
        }

        if (frequency != wantedFrequency)
        {
            await generator.SetFrequencyAsync(wantedFrequency, cancellationToken).ConfigureAwait(false);
            frequency = wantedFrequency;
        }

        if (set != level)
        {
            await SetLevelAsync(level, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Writes into a point how well the power of the last tone is known.</summary>
    public void RecordPower(Row row) => row.Set(
        RecordedPower.UncertaintyColumn,
        frequency is { } there && loss.UncertaintyAt(there) is { } known
            ? known.Decibels * LevelUncertainty.RelativePerDecibel
            : 0);

    private async ValueTask SetLevelAsync(Power level, CancellationToken cancellationToken)
    {
        await generator.SetPowerAsync(level, cancellationToken).ConfigureAwait(false);
        set = level;
    }

    /// <summary>Brings a field line's source to its first current and switches it on.</summary>
    public static async ValueTask<ICurrentSource> PrepareLineAsync(
        ExperimentContext context, Current current, CancellationToken cancellationToken)
    {
        ICurrentSource source = context.Bench.Get<ICurrentSource>(LineRole);
        await source.SetCurrentAsync(current, cancellationToken).ConfigureAwait(false);
        await source.SetOutputAsync(on: true, cancellationToken).ConfigureAwait(false);
        return source;
    }
}
