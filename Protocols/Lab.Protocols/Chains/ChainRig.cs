using Lab.Instruments;
using Lab.Instruments.Clocks;
using Lab.Instruments.CurrentSources;
using Lab.Instruments.Nanovoltmeters;
using Lab.Instruments.RfGenerators;
using Lab.Protocols.Fields;
using Lab.Quantities;
using Lab.Runs.Calibrations;
using Lab.Runs.Protocols;
using Lab.Runs.Records;

namespace Lab.Protocols.Chains;

/// <summary>A chain of two junctions as protocols drive it: two inputs, two field lines, one voltage. What is set already is not
/// sent again.</summary>
internal sealed class ChainRig
{
    private readonly ChainSettings settings;
    private readonly TimeProvider clock;
    private readonly INanovoltmeter voltmeter;
    private readonly Line[] lines;
    private readonly Input[] inputs;
    private readonly PreparedField field;

    private ChainRig(
        ChainSettings settings, TimeProvider clock, INanovoltmeter voltmeter, Line[] lines, Input[] inputs, PreparedField field)
    {
        this.settings = settings;
        this.clock = clock;
        this.voltmeter = voltmeter;
        this.lines = lines;
        this.inputs = inputs;
        this.field = field;
    }

    /// <summary>The instruments that protocols on a chain need.</summary>
    public static IReadOnlyList<InstrumentNeed> Needs { get; } =
    [
        new("rf1", InstrumentKind.RfGenerator, "gives the first input"),
        new("rf2", InstrumentKind.RfGenerator, "gives the second input"),
        new("line1", InstrumentKind.CurrentSource, "feeds the field line over the first junction"),
        new("line2", InstrumentKind.CurrentSource, "feeds the field line over the second junction"),
        new(BenchSetUp.VoltmeterRole, InstrumentKind.Nanovoltmeter, "reads the voltage of the chain"),
        new(BenchSetUp.MagnetRole, InstrumentKind.Electromagnet, "holds the perpendicular field", IsOptional: true),
    ];

    /// <summary>Brings the magnet to its field and sets both inputs' frequencies.</summary>
    public static async ValueTask<ChainRig> PrepareAsync(
        ChainSettings settings, ExperimentContext context, CancellationToken cancellationToken)
    {
        // What is missing is told before anything is set.
        INanovoltmeter voltmeter = context.Bench.Get<INanovoltmeter>(BenchSetUp.VoltmeterRole);
        Line[] lines =
        [
            new Line(context.Bench.Get<ICurrentSource>("line1")),
            new Line(context.Bench.Get<ICurrentSource>("line2"))
        ];
        Input[] inputs = [NewInput(context, "rf1", settings.Tone1), NewInput(context, "rf2", settings.Tone2)];
        await voltmeter.ConfigureAsync(
            new NanovoltmeterSettings { Range = settings.Range, IntegrationCycles = settings.IntegrationCycles },
            cancellationToken).ConfigureAwait(false);
        PreparedField field = await PreparedField.SetAsync(context, settings.Field, cancellationToken).ConfigureAwait(false);
        await inputs[0].Generator.SetFrequencyAsync(settings.Tone1, cancellationToken).ConfigureAwait(false);
        await inputs[1].Generator.SetFrequencyAsync(settings.Tone2, cancellationToken).ConfigureAwait(false);
        return new ChainRig(settings, context.Bench.Clock, voltmeter, lines, inputs, field);
    }

    /// <summary>Writes the field that the magnet settled at into a point.</summary>
    public void RecordField(Row row) => field.Record(row);

    /// <summary>Sets the chain and reads its voltage.</summary>
    public async ValueTask<Voltage> ReadAsync(ChainSetPoint wanted, CancellationToken cancellationToken)
    {
        bool changed = await lines[0].SetAsync(wanted.Current1, cancellationToken).ConfigureAwait(false);
        changed |= await lines[1].SetAsync(wanted.Current2, cancellationToken).ConfigureAwait(false);
        changed |= await inputs[0].SetAsync(wanted.Power1, cancellationToken).ConfigureAwait(false);
        changed |= await inputs[1].SetAsync(wanted.Power2, cancellationToken).ConfigureAwait(false);
        if (changed)
        {
            await clock.WaitAsync(settings.Settle, cancellationToken).ConfigureAwait(false);
        }

        return await voltmeter.ReadAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads voltages at two currents, with the offset taken off that readings with both inputs off find
    /// before.</summary>
    /// <param name="current1">Current in the first line.</param>
    /// <param name="current2">Current in the second line.</param>
    /// <param name="zeroReadings">Readings with both inputs off.</param>
    /// <param name="powers">Powers of both inputs, a pair a reading.</param>
    /// <param name="volts">Receives the voltages in V, shape [reading].</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask ReadSeriesAsync(
        Current current1, Current current2, int zeroReadings, IReadOnlyList<(Power First, Power Second)> powers,
        Memory<double> volts, CancellationToken cancellationToken)
    {
        double offset = 0;
        for (int i = 0; i < zeroReadings; i++)
        {
            offset += (await ReadAsync(
                new ChainSetPoint(current1, current2, default, default), cancellationToken).ConfigureAwait(false)).Volts
                / zeroReadings;
        }

        for (int i = 0; i < powers.Count; i++)
        {
            Voltage voltage = await ReadAsync(
                new ChainSetPoint(current1, current2, powers[i].First, powers[i].Second),
                cancellationToken).ConfigureAwait(false);
            volts.Span[i] = voltage.Volts - offset;
        }
    }

    private static Input NewInput(ExperimentContext context, string role, Frequency tone)
    {
        IRfGenerator generator = context.Bench.Get<IRfGenerator>(role);
        return new Input(generator, RfLoss.Of(context, generator.Name), tone);
    }

    private sealed class Line(ICurrentSource source)
    {
        private Current? current;

        public async ValueTask<bool> SetAsync(Current wanted, CancellationToken cancellationToken)
        {
            if (current == wanted)
            {
                return false;
            }

            bool isFirst = current is null;
            await source.SetCurrentAsync(wanted, cancellationToken).ConfigureAwait(false);
            if (isFirst)
            {
                await source.SetOutputAsync(on: true, cancellationToken).ConfigureAwait(false);
            }

            current = wanted;
            return true;
        }
    }

    private sealed class Input(IRfGenerator generator, RfLoss loss, Frequency tone)
    {
        private Power? power;
        private bool? isOn;

        public IRfGenerator Generator => generator;

        public async ValueTask<bool> SetAsync(Power wanted, CancellationToken cancellationToken)
        {
            bool on = wanted.Watts > 0;
            bool changed = false;
            if (on && power != wanted)
            {
                await generator.SetPowerAsync(wanted.Amplified(loss.At(tone)), cancellationToken).ConfigureAwait(false);
                power = wanted;
                changed = true;
            }

            if (isOn != on)
            {
                await generator.SetOutputAsync(on, cancellationToken).ConfigureAwait(false);
                isOn = on;
                changed = true;
            }

            return changed;
        }
    }
}
