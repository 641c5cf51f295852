using System.Globalization;
using Lab.Benches;
using Lab.Mocks.Rough;
using Lab.Mocks.Scpi;
using Lab.Mocks.Stages;
using Lab.Quantities;

[assembly: Lab.Mocks.ShippedTwin<Lab.Mocks.Electromagnets.RohdeSchwarzHmpTwin>]

namespace Lab.Mocks.Electromagnets;

/// <summary>Twin of a Rohde &amp; Schwarz HMP4040: four channels of 32 V and 10 A, of which one is on the coils.</summary>
/// <remarks>
/// <para>A channel is on when it is active and the master switch is on. With its fuse on it goes off as soon as the current
/// reaches the set-point, as far as a command looks.</para>
/// <para>Sequences, ramps of the voltage and tracking are not there. The current goes down as fast as up [assumption: the supply
/// itself has no negative voltage, so that real coils take L/R for it].</para>
/// </remarks>
public sealed class RohdeSchwarzHmpTwin : ScpiTwin, IShippedTwin
{
    private const int ChannelCount = 4;
    private const double MostVolts = 32.05;
    private const double MostAmperes = 10;
    private const double LeastAmperes = 0.0005;
    private const double AmperesStep = 0.0002;

    private readonly Channel[] channels = [.. Enumerable.Range(0, ChannelCount).Select(_ => new Channel())];
    private readonly int connected;
    private int selected;
    private bool isMasterOn;

    /// <summary>Creates the twin.</summary>
    public RohdeSchwarzHmpTwin(TwinContext context)
        : base(context, "ROHDE&SCHWARZ,HMP4040,109401,HW50020003/SW2.70")
    {
        connected = (int)context.Settings.Get<double>("channel") - 1;
        AddSelection();
        AddChannel();
        Commands.Query(":MEASure[:SCALar]:CURRent[:DC]", _ => Amperes(Flowing(selected)));
        Commands.Query(
            ":MEASure[:SCALar]:VOLTage[:DC]", _ => Volts(selected == connected ? Stage.Sense(Name, Sensed.Voltage) : 0));
        Commands.Command(":SYSTem:REMote", _ => { });
        Commands.Command(":SYSTem:LOCal", _ => { });
        Commands.Command(":SYSTem:MIX", _ => { });
        Commands.Command(":SYSTem:BEEPer[:IMMediate]", _ => { });
        Reset();
    }

    /// <summary>The twin as the catalogue knows it.</summary>
    public static TwinDescription Description { get; } = new()
    {
        Driver = "rohde-schwarz-hmp",
        Rough = Manners,
        Create = context => new RohdeSchwarzHmpTwin(context),
    };

    // Identity of a recorded unit of Hameg's time.
    private static RoughManners Manners => new()
    {
        Identity = "HAMEG,HMP4040,103781,HW50020001/SW2.51",
        Latency = Duration.FromMilliseconds(6), // [assumption]
        EarlierUser = ["INST OUT1", "VOLT 5", "CURR 0.5", "FUSE ON", "INST OUT3", "VOLT 12", "OUTP:GEN OFF", "NONSENSE"],
    };

    private Channel Chosen => channels[selected];

    /// <inheritdoc/>
    protected override void Reset()
    {
        foreach (Channel channel in channels)
        {
            (channel.Volts, channel.Amperes, channel.IsActive, channel.HasFuse) = (0, 0.1, false, false);
        }

        (selected, isMasterOn) = (0, false);
        Tell();
    }

    /// <inheritdoc/>
    protected override void CatchUp()
    {
        Channel channel = channels[connected];
        if (channel is { HasFuse: true, IsActive: true } && isMasterOn && Flowing(connected) >= channel.Amperes - AmperesStep)
        {
            channel.IsActive = false;
            Tell();
        }
    }

    private static string Volts(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Amperes(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);

    private double Flowing(int channel) => channel == connected ? Stage.Sense(Name, Sensed.Current) : 0;

    private void AddSelection()
    {
        Commands.Command(
            ":INSTrument:NSELect", arguments => selected = (int)Math.Round(arguments.Number(string.Empty, 1, ChannelCount)) - 1);
        Commands.Query(":INSTrument:NSELect", _ => $"{selected + 1}");
        Commands.Command(":INSTrument[:SELect]", arguments =>
        {
            string word = arguments.Take().Text.ToUpperInvariant();
            selected = word.Length > 0 && word.StartsWith("OUT", StringComparison.Ordinal)
                && word[^1] - '1' is >= 0 and < ChannelCount and var channel
                ? channel
                : throw ScpiErrorException.IllegalParameter();
        });
        Commands.Query(":INSTrument[:SELect]", _ => $"OUTP{selected + 1}");
    }

    private void AddChannel()
    {
        Setting("[:SOURce]:VOLTage[:LEVel][:IMMediate][:AMPLitude]", "V", 0, MostVolts, Volts, channel => channel.Volts,
            (channel, volts) => channel.Volts = Math.Round(volts, 3));
        Setting("[:SOURce]:CURRent[:LEVel][:IMMediate][:AMPLitude]", "A", LeastAmperes, MostAmperes, Amperes,
            channel => channel.Amperes,
            (channel, amperes) => channel.Amperes = Math.Round(amperes / AmperesStep) * AmperesStep);
        Switch(":OUTPut:SELect", () => Chosen.IsActive, on => Chosen.IsActive = on);
        Switch(":OUTPut:GENeral", () => isMasterOn, on => isMasterOn = on);
        Switch(":OUTPut[:STATe]", () => Chosen.IsActive && isMasterOn, on =>
        {
            Chosen.IsActive = on;
            isMasterOn |= on;
        });
        Switch(":FUSE[:STATe]", () => Chosen.HasFuse, on => Chosen.HasFuse = on);
    }

    private void Setting(
        string header, string unit, double least, double most, Func<double, string> write, Func<Channel, double> get,
        Action<Channel, double> set)
    {
        Commands.Command(header, arguments =>
        {
            set(Chosen, arguments.Number(unit, least, most));
            Tell();
        });
        Commands.Query(header, arguments =>
        {
            string word = arguments.Peek().Length > 0 ? arguments.Word("MINimum", "MAXimum") : string.Empty;
            return write(word switch
            {
                "" => get(Chosen),
                _ => word.StartsWith("MIN", StringComparison.Ordinal) ? least : most,
            });
        });
    }

    private void Switch(string header, Func<bool> get, Action<bool> set) => Commands.Switch(header, get, on =>
    {
        set(on);
        Tell();
    });

    private void Tell()
    {
        Channel channel = channels[connected];
        bool isOn = channel.IsActive && isMasterOn;
        Stage.Drive(
            Name,
            new DirectCurrent(Current.FromAmperes(isOn ? channel.Amperes : 0))
            {
                Compliance = Voltage.FromVolts(isOn ? channel.Volts : MostVolts),
            });
    }

    /// <summary>One channel's settings.</summary>
    private sealed class Channel
    {
        public double Volts { get; set; }

        public double Amperes { get; set; }

        public bool IsActive { get; set; }

        public bool HasFuse { get; set; }
    }
}
