using System.Globalization;
using Lab.Instruments.Wires;
using Lab.Mocks.Rough;
using Lab.Mocks.Scpi;
using Lab.Mocks.Stages;
using Lab.Quantities;

[assembly: Lab.Mocks.ShippedTwin<Lab.Mocks.PulseGenerators.Bnc577Twin>]

namespace Lab.Mocks.PulseGenerators;

/// <summary>Twin of a Berkeley Nucleonics 577 with four channels, of which the first gives the pulses of the sample.</summary>
/// <remarks>
/// <para>Each command is answered <c>ok</c>, a refused one with a question mark and a number. Ranges are those of public
/// drivers: 2 V to 20 V, 10 ns to 1000 s, delays to 1000 s of either sign, periods of 100 ns to 5000 s.</para>
/// <para>In single shots a start gives one pulse and the generator stands again; with the trigger input on, each edge gives one
/// [assumption: one public driver runs it so, and another one arms again]. What is set counts as the amplitude at the sample,
/// as into a load of high resistance. The other channels keep their settings and give nothing.</para>
/// </remarks>
public sealed class Bnc577Twin : ScpiTwin, IShippedTwin
{
    private const int ChannelCount = 4;

    private readonly ScpiSettings kept;
    private readonly PulseTrain train;
    private readonly bool stays;
    private readonly ScpiNumber amplitude = Number("V", 2, 20, 2, "0.00");
    private readonly ScpiNumber width = Number("s", 10e-9, 1000, 10e-6, "0.00000000000");
    private readonly ScpiNumber delay = Number("s", -1000, 1000, 0, "0.00000000000");
    private readonly ScpiNumber period = Number("s", 100e-9, 5000, 1e-3, "0.00000000000");
    private string trigger = "DIS";
    private string mode = "NORM";
    private bool isRunning;
    private bool output;

    /// <summary>Creates the twin.</summary>
    public Bnc577Twin(TwinContext context)
        : base(context, "BNC,577-4,31309,2.4.1-1.2.2", hasScpiTree: false)
    {
        kept = new ScpiSettings(Commands);
        stays = context.Rough is not null;
        train = new PulseTrain(context, () => new PulseShape(amplitude.Value, width.Value, delay.Value));
        foreach (string other in (string[])["*ESE", "*ESR", "*SRE", "*STB", "*TST", "*OPT", "*WAI"])
        {
            Commands.Remove(other);
        }

        AddSystem();
        Commands.Number(":PULSe1:OUTPut:AMPLitude", amplitude, Restart);
        Commands.Number(":PULSe1:WIDTh", width, Restart);
        Commands.Number(":PULSe1:DELay", delay);
        Commands.Switch(":PULSe1:STATe", () => output, on =>
        {
            output = on;
            Restart();
        });
        for (int channel = 1; channel <= ChannelCount; channel++)
        {
            AddKept(channel);
        }

        SwitchToDefaults();
    }

    /// <summary>The twin as the catalogue knows it.</summary>
    public static TwinDescription Description { get; } = new()
    {
        Driver = "bnc-577",
        Rough = Manners,
        Settings = [PulseTrain.Cable],
        Create = context => new Bnc577Twin(context),
    };

    /// <inheritdoc/>
    public override bool IsRenewedByShot => !train.IsRunning;

    // CR LF after answers (Blackchirp, bnc577.cpp); identity and speed of a 575 at a USB port.
    private static RoughManners Manners => new()
    {
        Identity = "BNC,575-4,31707,2.4.2-2.0.11",
        Terminator = "\r\n",
        Latency = Duration.FromMilliseconds(15), // [assumption]
        Serial = new SerialSettings { Baud = 115_200, Terminator = "crlf" },
        EarlierUser =
        [
            ":PULS0:STATE OFF;:PULS0:TRIG:MOD TRIG;:PULS0:TRIG:LEV 5;:PULS0:TRIG:EDGE FALL;:PULS0:GATE:MOD PULS;:PULS0:MOD BURS",
            ":PULS1:POL INV;:PULS1:OUTP:MOD TTL;:PULS1:CMOD DCYC;:PULS1:SYNC CHB;:PULS1:MUX 3;:PULS1:WIDT 0.000002",
            ":NONSENSE",
        ],
    };

    /// <inheritdoc/>
    protected override void Reset() => SwitchToDefaults();

    /// <inheritdoc/>
    protected override void CatchUp() => train.CatchUp();

    /// <inheritdoc/>
    protected override void ClockRestarted() => Restart();

    /// <inheritdoc/>
    protected override string Acknowledge(ScpiErrorException? refused) => refused?.Code switch
    {
        null => "ok",
        -113 or -114 => "?3",
        -109 => "?4",
        -221 => "?8",
        _ => "?5",
    };

    private static ScpiNumber Number(string unit, double minimum, double maximum, double defaultValue, string form) => new()
    {
        Unit = unit,
        Minimum = () => minimum,
        Maximum = () => maximum,
        Default = defaultValue,
        Value = defaultValue,
        Format = value => value.ToString(form, CultureInfo.InvariantCulture),
    };

    private void AddSystem()
    {
        Commands.Number(":PULSe0:PERiod", period, Restart);
        Commands.Word(":PULSe0:TRIGger:MODe", ["DISabled", "TRIGgered", "DUAL"], () => trigger, word =>
        {
            trigger = word;
            Restart();
        });
        Commands.Word(":PULSe0:MODe", ["NORMal", "SINGle", "BURSt", "DCYCle"], () => mode, word =>
        {
            mode = word;
            Restart();
        });
        Commands.Switch(":PULSe0:STATe", () => isRunning, Run);
        Commands.Switch(":INSTrument:STATe", () => isRunning, Run);
        kept.Number(":PULSe0:TRIGger:LEVel", "V", 0.2, 15, 2.5);
        kept.Word(":PULSe0:TRIGger:EDGE", "RISing", "FALLing");
        kept.Word(":PULSe0:GATE:MODe", "DISabled", "PULSe", "OUTPut", "CHANnel");
        kept.Number(":PULSe0:GATE:LEVel", "V", 0.2, 15, 2.5);
        kept.Number(":PULSe0:BCOunter", string.Empty, 1, 1e6, 5);
        kept.Word(":PULSe0:ICLock", "SYS", "EXT10");
        kept.Switch(":SYSTem:KLOCk");
        Commands.Command("*TRG", _ =>
        {
            if (!isRunning)
            {
                throw ScpiErrorException.SettingsConflict();
            }

            train.Fire();
        });
    }

    private void AddKept(int channel)
    {
        string header = $":PULSe{channel}";
        if (channel > 1)
        {
            kept.Switch($"{header}:STATe");
            kept.Number($"{header}:WIDTh", "s", 10e-9, 1000, 10e-6);
            kept.Number($"{header}:DELay", "s", -1000, 1000, 0);
            kept.Number($"{header}:OUTPut:AMPLitude", "V", 2, 20, 2);
        }

        kept.Word($"{header}:POLarity", "NORMal", "COMPlement", "INVerted");
        kept.Word($"{header}:OUTPut:MODe", "TTL", "ADJustable");
        kept.Word($"{header}:CMODe", "NORMal", "SINGle", "BURSt", "DCYCle");
        kept.Word($"{header}:SYNC", "T0", "CHA", "CHB", "CHC", "CHD");
        kept.Number($"{header}:MUX", string.Empty, 0, 255, 1 << (channel - 1));
        kept.Number($"{header}:BCOunter", string.Empty, 1, 1e6, 5);
        kept.Number($"{header}:PCOunter", string.Empty, 1, 1e6, 1);
        kept.Number($"{header}:OCOunter", string.Empty, 1, 1e6, 1);
    }

    // Whether the state falls back after a single shot is not found: the polite one does, the rough one does not, and then a
    // second start is no start.
    private void Run(bool on)
    {
        bool begins = on && !isRunning;
        isRunning = on;
        Restart();
        if (begins && mode == "SING" && trigger == "DIS")
        {
            train.Fire();
            isRunning = stays;
        }
    }

    private void Restart() => train.Restart(
        output, isRunning && mode == "NORM" && trigger == "DIS" ? period.Value : null, isRunning && trigger == "TRIG");

    private void SwitchToDefaults()
    {
        kept.Reset();
        (trigger, mode, isRunning, output) = ("DIS", "NORM", false, false);
        foreach (ScpiNumber number in (ScpiNumber[])[amplitude, width, delay, period])
        {
            number.Value = number.Default;
        }

        Restart();
    }
}
