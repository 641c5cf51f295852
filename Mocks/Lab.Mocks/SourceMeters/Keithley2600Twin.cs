using Lab.Benches;
using Lab.Instruments.Clocks;
using Lab.Mocks.Rough;
using Lab.Mocks.Scpi;
using Lab.Mocks.Stages;
using Lab.Mocks.Tsp;
using Lab.Quantities;

[assembly: Lab.Mocks.ShippedTwin<Lab.Mocks.SourceMeters.Keithley2600Twin>]

namespace Lab.Mocks.SourceMeters;

/// <summary>Twin of a Keithley 2636B source-measure unit in its TSP language: two channels, of which the chosen one is connected
/// to the sample with wires that have no resistance, and the other to nothing.</summary>
/// <remarks>Scripts, buffers, sweeps and the trigger model are not there; of the language it has what <see cref="TspReader"/>
/// reads. Common commands stand alone in a message, as on the instrument.</remarks>
public sealed class Keithley2600Twin : TspTwin, IShippedTwin
{
    private const string LineFrequencyKey = "line_frequency";
    private const string ChannelKey = "channel";

    private readonly Dictionary<string, SourceMeterChannel> channels = new()
    {
        ["smua"] = new SourceMeterChannel(),
        ["smub"] = new SourceMeterChannel(),
    };

    private readonly string connected;
    private readonly double lineHertz;
    private readonly SourceMeterNoise noise;

    /// <summary>Creates the twin.</summary>
    public Keithley2600Twin(TwinContext context)
        : base(context, "Keithley Instruments Inc., Model 2636B, 4308079, 3.2.2")
    {
        lineHertz = context.Settings.Get<Frequency>(LineFrequencyKey).Hertz;
        connected = $"smu{context.Settings.Get<string>(ChannelKey)}";
        noise = new SourceMeterNoise(context);
        Reset();
    }

    /// <summary>The twin as the catalogue knows it.</summary>
    public static TwinDescription Description { get; } = new()
    {
        Driver = "keithley-2600",
        Rough = Manners,
        Settings = SourceMeterNoise.Keys,
        Create = context => new Keithley2600Twin(context),
    };

    // Identity of a recorded unit.
    private static RoughManners Manners => new()
    {
        Identity = "Keithley Instruments Inc., Model 2612A, 1214466, 2.2.6",
        Latency = Duration.FromMilliseconds(4), // [assumption]
        EarlierUser =
        [
            "*ESE 255",
            "smua.source.limiti = 1e-3 smua.source.autorangei = smua.AUTORANGE_OFF smua.source.offmode = smua.OUTPUT_HIGH_Z",
            "smua.sense = smua.SENSE_REMOTE smua.measure.nplc = 10 smua.measure.autozero = smua.AUTOZERO_ONCE",
            "smua.measure.filter.count = 10 smua.measure.filter.enable = smua.FILTER_ON smua.measure.count = 5",
            "smua.measure.rel.levelv = 0.5 smua.measure.rel.enablev = smua.REL_ON smua.source.delay = 0.5",
            "smub.sense = smub.SENSE_REMOTE smub.source.offmode = smub.OUTPUT_ZERO",
            ":NONSENSE",
        ],
    };

    /// <inheritdoc/>
    protected override object? GetOwn(string name)
    {
        if (SplitChannel(name) is not { } channel)
        {
            return null;
        }

        string last = name[(channel.Length + 1)..];
        return last == "source.compliance" ? channels[channel].Point.IsLimited
            : Keithley2600Attributes.Constants.TryGetValue(last, out double constant) ? constant
            : null;
    }

    /// <inheritdoc/>
    protected override bool TrySetOwn(string name, object? value)
    {
        if (SplitChannel(name) is not { } channel)
        {
            return false;
        }

        if (!Keithley2600Attributes.OfAChannel.TryGetValue(name[(channel.Length + 1)..], out var bounds))
        {
            throw NoAttribute(name);
        }

        double number = NumberOf(name, value);
        if (!(number >= bounds.Least && number <= bounds.Largest))
        {
            throw new ScpiErrorException(-222, "Parameter data out of range");
        }

        if (name.EndsWith(".source.func", StringComparison.Ordinal) && number != (double)Values[name]!)
        {
            Values[$"{channel}.source.output"] = 0.0; // a change of the source opens the output
        }

        Values[name] = number;
        Drive();
        return true;
    }

    /// <inheritdoc/>
    protected override async ValueTask<object?[]?> CallOwnAsync(
        string name, object?[] arguments, CancellationToken cancellationToken)
    {
        if (SplitChannel(name) is not { } channel)
        {
            return null;
        }

        string function = name[(channel.Length + 1)..];
        switch (function)
        {
            case "reset":
                ResetChannel(channel);
                Drive();
                return [];
            case "measure.i" or "measure.v" or "measure.r" or "measure.p" or "measure.iv":
                (double volts, double amperes) = await MeasureAsync(channel, cancellationToken).ConfigureAwait(false);
                return function switch
                {
                    "measure.i" => [amperes],
                    "measure.v" => [volts],
                    "measure.r" => [volts / amperes],
                    "measure.p" => [volts * amperes],
                    _ => [amperes, volts],
                };
            default:
                return null;
        }
    }

    /// <inheritdoc/>
    protected override void Reset()
    {
        ResetLanguage();
        Values["localnode.linefreq"] = lineHertz;
        Values["localnode.autolinefreq"] = false;
        foreach (string channel in channels.Keys)
        {
            ResetChannel(channel);
        }

        Drive();
    }

    /// <inheritdoc/>
    protected override void CatchUp() => Drive();

    private static string? SplitChannel(string name) =>
        name.StartsWith("smua.", StringComparison.Ordinal) ? "smua"
        : name.StartsWith("smub.", StringComparison.Ordinal) ? "smub"
        : null;

    private double Number(string channel, string attribute) => (double)Values[$"{channel}.{attribute}"]!;

    private void ResetChannel(string channel)
    {
        foreach ((string attribute, (_, _, double first)) in Keithley2600Attributes.OfAChannel)
        {
            Values[$"{channel}.{attribute}"] = first;
        }
    }

    private async ValueTask<(double Volts, double Amperes)> MeasureAsync(string channel, CancellationToken cancellationToken)
    {
        double cycles = Number(channel, "measure.nplc");
        Duration integration = Duration.FromSeconds(cycles / lineHertz);
        await Clock.WaitAsync(integration * Number(channel, "measure.count"), cancellationToken).ConfigureAwait(false);
        Drive();
        SourceMeterChannel there = channels[channel];
        double volts = there.Point.IsLimited || channel != connected
            ? there.Point.Volts
            : Stage.Sense(Name, Sensed.Voltage, integration);
        volts += noise.NextVolts(cycles)
            - (Number(channel, "measure.rel.enablev") > 0 ? Number(channel, "measure.rel.levelv") : 0);
        double amperes = there.Point.Amperes + noise.NextAmperes(cycles)
            - (Number(channel, "measure.rel.enablei") > 0 ? Number(channel, "measure.rel.leveli") : 0);
        return (InRange(channel, 'v', volts), InRange(channel, 'i', amperes));
    }

    // A reading beyond its range is 9.91e37.
    private double InRange(string channel, char quantity, double value) =>
        Number(channel, $"measure.autorange{quantity}") > 0
        || Math.Abs(value) <= 1.02 * Math.Abs(Number(channel, $"measure.range{quantity}"))
            ? value
            : 9.91e37;

    private void Drive()
    {
        foreach ((string name, SourceMeterChannel channel) in channels)
        {
            channel.SourcesCurrent = Number(name, "source.func") == 0;
            channel.IsOn = Number(name, "source.output") == 1;
            channel.Amperes = Number(name, "source.leveli");
            channel.Volts = Number(name, "source.levelv");
            channel.VoltageLimit = Number(name, "source.limitv");
            channel.CurrentLimit = Number(name, "source.limiti");
            channel.Settle(name == connected ? Stage.LoadOf(Name).Resistance.Ohms : double.PositiveInfinity);
        }

        Stage.Drive(Name, new DirectCurrent(Current.FromAmperes(channels[connected].Point.Amperes)));
    }
}
