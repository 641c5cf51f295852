using System.Globalization;
using Lab.Mocks.Rough;
using Lab.Mocks.Scpi;
using Lab.Mocks.Stages;
using Lab.Quantities;

[assembly: Lab.Mocks.ShippedTwin<Lab.Mocks.PulseGenerators.StanfordDg645Twin>]

namespace Lab.Mocks.PulseGenerators;

/// <summary>Twin of a Stanford Research Systems DG645, whose output AB gives the pulses of the sample.</summary>
/// <remarks>
/// <para>Ranges and defaults are those of the maker's own driver: 0.5 V to 5 V, offsets to 3 V of either sign, delays to 2000 s
/// in steps of 5 ps, 1 mHz to 1 MHz. Errors show in the event status register, and their numbers at <c>LERR?</c>.</para>
/// <para>A link to another channel keeps the time and not the moment [assumption]. Bursts, inhibit, prescale and holdoff are
/// kept and do nothing.</para>
/// </remarks>
public sealed class StanfordDg645Twin : ScpiTwin, IShippedTwin
{
    private const int ChannelCount = 10;
    private const int OutputCount = 5;
    private const double LongestSeconds = 2000;
    private const double StepSeconds = 5e-12;

    private const int IllegalValue = 10;
    private const int IllegalLink = 13;
    private const int IllegalCommand = 110;

    private readonly (int From, double Seconds)[] channels = new (int, double)[ChannelCount];
    private readonly double[] amplitudes = new double[OutputCount];
    private readonly double[] offsets = new double[OutputCount];
    private readonly bool[] isPositive = new bool[OutputCount];
    private readonly Queue<int> errors = new();
    private readonly ScpiSettings kept;
    private readonly PulseTrain train;
    private int source = 5;
    private double rate = 1000;

    /// <summary>Creates the twin.</summary>
    public StanfordDg645Twin(TwinContext context)
        : base(context, "Stanford Research Systems,DG645,s/n004692,ver1.00.00E", hasScpiTree: false)
    {
        kept = new ScpiSettings(Commands);
        train = new PulseTrain(context, () => new PulseShape(amplitudes[1], channels[3].Seconds, channels[2].Seconds));
        AddTrigger();
        AddChannels();
        AddOutputs();
        Commands.Query("LERR", _ => errors.TryDequeue(out int error) ? $"{error}" : "0");
        SwitchToDefaults();
    }

    /// <summary>The twin as the catalogue knows it.</summary>
    public static TwinDescription Description { get; } = new()
    {
        Driver = "stanford-dg645",
        Rough = Manners,
        Settings = [PulseTrain.Cable],
        Create = context => new StanfordDg645Twin(context),
    };

    /// <inheritdoc/>
    public override bool IsRenewedByShot => !train.IsRunning;

    // CR LF after answers, and the version of a unit that ISIS emulates.
    private static RoughManners Manners => new()
    {
        Identity = "Stanford Research Systems,DG645,s/n001332,ver1.07.10E",
        Terminator = "\r\n",
        Latency = Duration.FromMilliseconds(5), // [assumption]
        EarlierUser =
        [
            "*ESE 255;*SRE 32",
            "TSRC 6;TLVL 2;ADVT 1;HOLD 1e-6;BURM 1;BURC 5",
            "LAMP 1,5;LOFF 1,0.5;LPOL 1,0;DLAY 2,0,1e-6;DLAY 3,0,2e-6",
            "NONSENSE",
        ],
    };

    /// <inheritdoc/>
    protected override void Reset() => SwitchToDefaults();

    /// <inheritdoc/>
    protected override void CatchUp() => train.CatchUp();

    /// <inheritdoc/>
    protected override void ClockRestarted() => Restart();

    /// <summary>Keeps the error's number for <c>LERR?</c>; commands are not answered.</summary>
    protected override string? Acknowledge(ScpiErrorException? refused)
    {
        if (refused is not null)
        {
            errors.Enqueue(refused.Code switch
            {
                > 0 => refused.Code,
                -113 or -114 => IllegalCommand,
                _ => IllegalValue,
            });
        }

        return null;
    }

    private static double OnStep(double seconds) => Math.Round(seconds / StepSeconds) * StepSeconds;

    private static string Signed(double value, string form) =>
        value.ToString($"+{form};-{form}", CultureInfo.InvariantCulture);

    private static int Index(ScpiArguments arguments, int least, int most) =>
        (int)Math.Round(arguments.Number(string.Empty, least, most));

    private void AddTrigger()
    {
        Commands.Command("TSRC", arguments =>
        {
            source = Index(arguments, 0, 6);
            Restart();
        });
        Commands.Query("TSRC", _ => $"{source}");
        Commands.Command("TRAT", arguments =>
        {
            rate = arguments.Number(string.Empty, 1e-3, 1e6);
            Restart();
        });
        Commands.Query("TRAT", _ => Signed(rate, "0.000000"));
        kept.Number("TLVL", string.Empty, -3.5, 3.5, 1);
        kept.Number("HOLD", string.Empty, 0, 1000, 0);
        kept.Number("INHB", string.Empty, 0, 5, 1);
        kept.Switch("ADVT");
        kept.Switch("BURM");
        kept.Number("BURC", string.Empty, 1, int.MaxValue, 5);
        kept.Number("BURP", string.Empty, 100e-9, LongestSeconds, 100e-6);
        kept.Number("BURD", string.Empty, 0, LongestSeconds, 0);
        kept.Switch("BURT");
        Commands.Command("*TRG", _ =>
        {
            if (source == 5)
            {
                train.Fire();
            }
        });
    }

    private void AddChannels()
    {
        Commands.Command("DLAY", arguments =>
        {
            int channel = Index(arguments, 2, ChannelCount - 1);
            int from = Linked(channel, arguments);
            channels[channel] = (from, OnStep(arguments.Number(string.Empty, 0, LongestSeconds)));
            Restart();
        });
        Commands.Query("DLAY", arguments =>
        {
            (int from, double seconds) = channels[Index(arguments, 0, ChannelCount - 1)];
            return $"{from},{Signed(seconds, "0.000000000000")}";
        });
        Commands.Command("LINK", arguments =>
        {
            int channel = Index(arguments, 2, ChannelCount - 1);
            channels[channel] = channels[channel] with { From = Linked(channel, arguments) };
            Restart();
        });
        Commands.Query("LINK", arguments => $"{channels[Index(arguments, 0, ChannelCount - 1)].From}");
    }

    private static int Linked(int channel, ScpiArguments arguments)
    {
        int from = Index(arguments, 0, ChannelCount - 1);
        return from == 1 || from == channel ? throw new ScpiErrorException(IllegalLink, "Illegal link") : from;
    }

    private void AddOutputs()
    {
        Level("LAMP", amplitudes, 0.5, 5);
        Level("LOFF", offsets, -3, 3);
        Commands.Command("LPOL", arguments => isPositive[Index(arguments, 0, OutputCount - 1)] = arguments.Switch());
        Commands.Query("LPOL", arguments => isPositive[Index(arguments, 0, OutputCount - 1)] ? "1" : "0");
    }

    private void Level(string header, double[] levels, double least, double most)
    {
        Commands.Command(header, arguments =>
        {
            int of = Index(arguments, 0, OutputCount - 1);
            levels[of] = arguments.Number(string.Empty, least, most);
            Restart();
        });
        Commands.Query(header, arguments => Signed(levels[Index(arguments, 0, OutputCount - 1)], "0.000"));
    }

    private void Restart() => train.Restart(isOn: true, source == 0 ? 1 / rate : null, source is 1 or 2);

    private void SwitchToDefaults()
    {
        kept.Reset();
        (source, rate) = (5, 1000);
        Array.Fill(amplitudes, 2.5);
        Array.Clear(offsets);
        Array.Fill(isPositive, true);
        for (int channel = 0; channel < ChannelCount; channel++)
        {
            // B, D, F and H count from the channel before them, 10 ns later.
            channels[channel] = channel >= 3 && channel % 2 == 1 ? (channel - 1, 10e-9) : (0, 0);
        }

        Restart();
    }
}
