using Lab.Benches;
using Lab.Instruments.Clocks;
using Lab.Mocks.CurrentSources;
using Lab.Mocks.Rough;
using Lab.Mocks.Scpi;
using Lab.Mocks.Stages;
using Lab.Quantities;

[assembly: Lab.Mocks.ShippedTwin<Lab.Mocks.SourceMeters.KeysightB2900Twin>]

namespace Lab.Mocks.SourceMeters;

/// <summary>Twin of a Keysight B2902A source-measure unit: two channels, of which the chosen one is connected to the sample with
/// wires that have no resistance, and the other to nothing.</summary>
/// <remarks>Sweeps, lists, pulses and the trace buffer are not there.</remarks>
public sealed class KeysightB2900Twin : ScpiTwin, IShippedTwin
{
    private const string LineFrequencyKey = "line_frequency";
    private const string ChannelKey = "channel";
    private const int Channels = 2;

    /// <summary>The order of the elements in an answer, whatever the order in which they were chosen (its reference).</summary>
    private static readonly string[] AllElements = ["VOLT", "CURR", "RES", "TIME", "STAT", "SOUR"];

    private readonly ScpiSettings kept;
    private readonly SourceMeterChannel[] channels;
    private readonly int connected;
    private readonly SourceMeterNoise noise;
    private double lineHertz;
    private string[] elements = AllElements;

    /// <summary>Creates the twin.</summary>
    public KeysightB2900Twin(TwinContext context)
        : base(context, "Keysight Technologies,B2902A,MY51143745,3.4.2011.5100")
    {
        lineHertz = context.Settings.Get<Frequency>(LineFrequencyKey).Hertz;
        connected = context.Settings.Get<string>(ChannelKey) == "2" ? 1 : 0;
        noise = new SourceMeterNoise(context);
        kept = new ScpiSettings(Commands);
        channels = [.. Enumerable.Range(0, Channels).Select(_ => new SourceMeterChannel())];
        AddSource();
        AddSense();
        AddReadings();
        Reset();
    }

    /// <summary>The twin as the catalogue knows it.</summary>
    public static TwinDescription Description { get; } = new()
    {
        Driver = "keysight-b2900",
        Rough = Manners,
        Settings = SourceMeterNoise.Keys,
        Create = context => new KeysightB2900Twin(context),
    };

    // Identity in the form of a unit from before the maker changed its name; signs as those of its other instruments.
    private static RoughManners Manners => new()
    {
        Identity = "Agilent Technologies,B2902A,MY51140123,1.1.1146.2920",
        Registers = RegisterForm.WithSign,
        Latency = Duration.FromMilliseconds(4), // [assumption]
        EarlierUser =
        [
            "*ESE 255;*SRE 32",
            ":SOUR1:FUNC:MODE VOLT;:SENS1:CURR:PROT 1E-3;:SOUR1:CURR:RANG:AUTO 0;:OUTP1:OFF:MODE HIZ;:OUTP1:OFF:AUTO 1",
            ":SOUR2:FUNC:MODE VOLT;:SENS2:REM 1;:OUTP2:OFF:MODE ZERO",
            ":SENS1:FUNC:OFF:ALL;:SENS1:FUNC \"RES\";:SENS1:REM 1;:SENS1:VOLT:NPLC 10;:TRIG1:COUN 5;SOUR TIM",
            ":FORM:ELEM:SENS CURR,TIME;:CALC1:MATH:STAT 1;:SYST:LFR 60",
            ":NONSENSE",
        ],
    };

    /// <inheritdoc/>
    protected override string NoError => "+0,\"No error\"";

    /// <inheritdoc/>
    protected override void Reset()
    {
        kept.Reset();
        elements = AllElements;
        foreach (SourceMeterChannel channel in channels)
        {
            channel.Reset();
        }

        Drive();
    }

    /// <inheritdoc/>
    protected override void CatchUp() => Drive();

    private static string Write(double value) => ScientificText.Of(value, 6);

    private static string Flag(bool on) => on ? "1" : "0";

    private SourceMeterChannel Of(ScpiArguments arguments) => channels[arguments.Suffix() - 1];

    private void AddNumber(
        string pattern, string unit, double least, double largest, Func<SourceMeterChannel, double> get,
        Action<SourceMeterChannel, double> set)
    {
        Commands.Command(pattern, arguments =>
        {
            set(Of(arguments), arguments.Number(unit, least, largest));
            Drive();
        });
        Commands.Query(pattern, arguments => Write(get(Of(arguments))));
    }

    private void AddSwitch(string pattern, Func<SourceMeterChannel, bool> get, Action<SourceMeterChannel, bool> set)
    {
        Commands.Command(pattern, arguments =>
        {
            set(Of(arguments), arguments.Switch());
            Drive();
        });
        Commands.Query(pattern, arguments => Flag(get(Of(arguments))));
    }

    private void AddSource()
    {
        const string source = "[:SOURce<2>]";
        AddNumber(
            $"{source}:CURRent[:LEVel][:IMMediate][:AMPLitude]", "A", -3.03, 3.03, each => each.Amperes,
            (each, value) => each.Amperes = value);
        AddNumber(
            $"{source}:VOLTage[:LEVel][:IMMediate][:AMPLitude]", "V", -210, 210, each => each.Volts,
            (each, value) => each.Volts = value);
        AddNumber(
            $"{source}:CURRent[:LEVel]:TRIGgered[:AMPLitude]", "A", -3.03, 3.03, each => each.Amperes, (_, _) => { });
        AddNumber(
            "[:SENSe<2>]:VOLTage[:DC]:PROTection[:LEVel]", "V", -210, 210, each => each.VoltageLimit,
            (each, value) => each.VoltageLimit = Math.Abs(value));
        AddNumber(
            "[:SENSe<2>]:CURRent[:DC]:PROTection[:LEVel]", "A", -3.03, 3.03, each => each.CurrentLimit,
            (each, value) => each.CurrentLimit = Math.Abs(value));
        Commands.Query(
            "[:SENSe<2>]:VOLTage[:DC]:PROTection:TRIPped",
            arguments => Flag(Of(arguments) is { SourcesCurrent: true, Point.IsLimited: true }));
        Commands.Query(
            "[:SENSe<2>]:CURRent[:DC]:PROTection:TRIPped",
            arguments => Flag(Of(arguments) is { SourcesCurrent: false, Point.IsLimited: true }));
        Commands.Command($"{source}:FUNCtion:MODE", arguments =>
        {
            // A change of the source opens the output.
            bool sourcesCurrent = arguments.Word("VOLTage", "CURRent") == "CURR";
            SourceMeterChannel channel = Of(arguments);
            channel.IsOn &= channel.SourcesCurrent == sourcesCurrent;
            channel.SourcesCurrent = sourcesCurrent;
            Drive();
        });
        Commands.Query($"{source}:FUNCtion:MODE", arguments => Of(arguments).SourcesCurrent ? "CURR" : "VOLT");
        AddSwitch(":OUTPut<2>[:STATe]", each => each.IsOn, (each, on) => each.IsOn = on);
        AddSwitch(":OUTPut<2>:ON:AUTO", each => each.SwitchesOn, (each, on) => each.SwitchesOn = on);
        foreach (string node in (string[])["CURRent", "VOLTage"])
        {
            kept.Word($"{source}:{node}:MODE", "FIXed", "SWEep", "LIST");
            kept.Switch($"{source}:{node}:RANGe:AUTO", defaultValue: true);
            kept.Number($"{source}:{node}:RANGe", string.Empty, 0, 210, 2);
        }

        kept.Word($"{source}:FUNCtion:SHAPe", "DC", "PULSe");
        kept.Switch(":OUTPut<2>:OFF:AUTO");
        kept.Word(":OUTPut<2>:OFF:MODE", "NORMal", "HIZ", "ZERO");
        kept.Switch(":OUTPut<2>:PROTection[:STATe]");
    }

    private void AddSense()
    {
        AddSwitch("[:SENSe<2>]:REMote", each => each.HasFourWires, (each, on) => each.HasFourWires = on);
        foreach (string node in (string[])["VOLTage", "CURRent"])
        {
            AddNumber(
                $"[:SENSe<2>]:{node}[:DC]:NPLCycles", string.Empty, 4e-4, 120, each => each.Cycles,
                (each, value) => each.Cycles = value);
            AddNumber(
                $"[:SENSe<2>]:{node}[:DC]:APERture", "s", 8e-6, 2, each => each.Cycles / lineHertz,
                (each, value) => each.Cycles = value * lineHertz);
            kept.Switch($"[:SENSe<2>]:{node}[:DC]:RANGe:AUTO", defaultValue: true);
            kept.Number($"[:SENSe<2>]:{node}[:DC]:RANGe[:UPPer]", string.Empty, 0, 210, 2);
            kept.Switch($"[:SENSe<2>]:{node}[:DC]:APERture:AUTO");
        }

        Commands.Command("[:SENSe<2>]:FUNCtion[:ON]", arguments =>
        {
            SourceMeterChannel channel = Of(arguments);
            while (arguments.Remaining > 0)
            {
                string word = arguments.Take().Text.ToUpperInvariant();
                channel.Functions.Add(word switch
                {
                    "VOLT" or "VOLTAGE" or "VOLT:DC" or "VOLTAGE:DC" => "VOLT",
                    "CURR" or "CURRENT" or "CURR:DC" or "CURRENT:DC" => "CURR",
                    "RES" or "RESISTANCE" => "RES",
                    _ => throw ScpiErrorException.IllegalParameter(),
                });
            }
        });
        Commands.Query(
            "[:SENSe<2>]:FUNCtion[:ON]",
            arguments => string.Join(',', Of(arguments).Functions.Order(StringComparer.Ordinal).Select(each => $"\"{each}\"")));
        Commands.Query("[:SENSe<2>]:FUNCtion:ON:COUNt", arguments => $"{Of(arguments).Functions.Count}");
        Commands.Command("[:SENSe<2>]:FUNCtion:OFF:ALL", arguments => Of(arguments).Functions.Clear());
        Commands.Command(
            "[:SENSe<2>]:FUNCtion[:ON]:ALL", arguments => Of(arguments).Functions.UnionWith(["VOLT", "CURR", "RES"]));
        kept.Word(":TRIGger<2>[:ALL]:SOURce", "AINT", "BUS", "TIMer", "INT1", "INT2", "LAN", "EXT1");
        kept.Number(":TRIGger<2>[:ALL]:COUNt", string.Empty, 1, 2147483647, 1);
        kept.Switch(":CALCulate<2>:MATH:STATe");
        kept.Word(":FORMat[:DATA]", "ASCii", "REAL");
    }

    private void AddReadings()
    {
        Commands.Command(":FORMat:ELEMents:SENSe", arguments =>
        {
            var chosen = new HashSet<string>();
            while (arguments.Remaining > 0)
            {
                chosen.Add(arguments.Word("VOLTage", "CURRent", "RESistance", "TIME", "STATus", "SOURce"));
            }

            elements = [.. AllElements.Where(chosen.Contains)];
        });
        Commands.Query(":FORMat:ELEMents:SENSe", _ => string.Join(',', elements));
        Commands.Query(":MEASure", (arguments, cancellationToken) => ReadAsync(arguments, cancellationToken));
        Commands.Query(":READ[:SCALar]", (arguments, cancellationToken) => ReadAsync(arguments, cancellationToken));
        Commands.Query(
            ":MEASure:VOLTage[:DC]", async (arguments, cancellationToken) =>
                Write((await MeasureAsync(TakeChannel(arguments), cancellationToken).ConfigureAwait(false)).Volts));
        Commands.Query(
            ":MEASure:CURRent[:DC]", async (arguments, cancellationToken) =>
                Write((await MeasureAsync(TakeChannel(arguments), cancellationToken).ConfigureAwait(false)).Amperes));
        Commands.Command(":SYSTem:LFRequency", arguments => lineHertz = arguments.Number("Hz", 50, 60) < 55 ? 50 : 60);
        Commands.Query(":SYSTem:LFRequency", _ => $"{lineHertz}");
    }

    private async ValueTask<string> ReadAsync(ScpiArguments arguments, CancellationToken cancellationToken)
    {
        int index = TakeChannel(arguments);
        arguments.RequireEnd();
        (double volts, double amperes) = await MeasureAsync(index, cancellationToken).ConfigureAwait(false);
        SourceMeterChannel channel = channels[index];
        return string.Join(',', elements.Select(element => Write(element switch
        {
            "VOLT" => channel.Functions.Contains("VOLT") ? volts : 9.91e37,
            "CURR" => channel.Functions.Contains("CURR") ? amperes : 9.91e37,
            "RES" => channel.Functions.Contains("RES") ? volts / amperes : 9.91e37,
            "TIME" => Clock.Now().Seconds,
            "STAT" => channel.Point.IsLimited ? 8 : 0,
            _ => channel.SourcesCurrent ? channel.Amperes : channel.Volts,
        })));
    }

    private async ValueTask<(double Volts, double Amperes)> MeasureAsync(int index, CancellationToken cancellationToken)
    {
        SourceMeterChannel channel = channels[index];
        channel.IsOn |= channel.SwitchesOn;
        Drive();
        Duration integration = Duration.FromSeconds(channel.Cycles / lineHertz);
        await Clock.WaitAsync(integration, cancellationToken).ConfigureAwait(false);
        Drive();
        double volts = channel.Point.IsLimited || index != connected
            ? channel.Point.Volts
            : Stage.Sense(Name, Sensed.Voltage, integration);
        return (
            volts + noise.NextVolts(channel.Cycles),
            channel.Point.Amperes + noise.NextAmperes(channel.Cycles));
    }

    // A channel list, (@2); without one it is the first channel.
    private static int TakeChannel(ScpiArguments arguments) => arguments.Remaining == 0 ? 0
        : arguments.Take().Text.Replace(" ", string.Empty, StringComparison.Ordinal) switch
        {
            "(@1)" => 0,
            "(@2)" => 1,
            _ => throw ScpiErrorException.IllegalParameter(),
        };

    private void Drive()
    {
        for (int i = 0; i < channels.Length; i++)
        {
            channels[i].Settle(i == connected ? Stage.LoadOf(Name).Resistance.Ohms : double.PositiveInfinity);
        }

        Stage.Drive(Name, new DirectCurrent(Current.FromAmperes(channels[connected].Point.Amperes)));
    }
}
