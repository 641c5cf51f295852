using Lab.Benches;
using Lab.Mocks.Rough;
using Lab.Quantities;

[assembly: Lab.Mocks.ShippedTwin<Lab.Mocks.RfGenerators.Bnc845Twin>]

namespace Lab.Mocks.RfGenerators;

/// <summary>Twin of a Berkeley Nucleonics 845 of 20.5 GHz with option PE. It has neither offsets nor a multiplier.</summary>
/// <remarks>Sweeps, lists and chirps are not there. Pulses of the internal source key the tone with the duty cycle of one half,
/// whatever their width. Without option PE the tone has 16 dBm whatever is set.</remarks>
public sealed class Bnc845Twin : RfGeneratorTwin, IShippedTwin
{
    private const string PowerOptionKey = "option_pe";
    private const double FixedDbm = 16;

    private static readonly (double Minimum, double Maximum) FrequencyRange = (9e3, 20.5e9);

    /// <summary>Creates the twin.</summary>
    public Bnc845Twin(TwinContext context)
        : base(
            context, "Berkeley Nucleonics Corporation,MODEL 845,114,0.4.35", FrequencyRange, RangeOf(context))
    {
        bool hasOption = context.Twin.Get<bool>(PowerOptionKey);
        foreach (string header in (string[])
            [
                "[:SOURce<1>]:POWer[:LEVel][:IMMediate]:OFFSet", "[:SOURce<1>]:FREQuency:OFFSet",
                "[:SOURce<1>]:FREQuency:MULTiplier", "[:SOURce<1>]:FREQuency:CENTer", "[:SOURce<1>]:FREQuency:SPAN",
            ])
        {
            Commands.Remove(header);
        }

        if (!hasOption)
        {
            Commands.Command(
                "[:SOURce<1>]:POWer[:LEVel][:IMMediate][:AMPLitude]", arguments => _ = arguments.Number("dBm", -105, 20));
        }

        AddMode("[:SOURce]:FREQuency:MODE", ["CW", "FIXed", "SWEep", "LIST", "CHIRp"], "CW", "FIX");
        AddMode("[:SOURce]:POWer:MODE", ["FIXed", "SWEep", "LIST"], "FIX");
        Commands.Query("*OPT", _ => hasOption ? "PE" : "0");
        Kept.Switch("[:SOURce]:POWer:ALC[:STATe]", defaultValue: true);
        Kept.Switch("[:SOURce]:POWer:ALC:HOLD");
        Kept.Switch("[:SOURce]:POWer:ALC:LOWN");
        Kept.Switch("[:SOURce]:POWer:ATTenuation:AUTO", defaultValue: true);
        Kept.Number("[:SOURce]:POWer:ATTenuation", "dB", 0, 90, 0);
        Kept.Switch("[:SOURce]:CORRection:FLATness[:STATe]");
        Kept.Switch(":OUTPut:BLANKing:STATe");
        Kept.Number("[:SOURce]:PHASe[:ADJust]", "rad", 0, 2 * Math.PI, 0);
        Kept.Switch("[:SOURce]:PM:STATe");
        Kept.Number("[:SOURce]:PULM:INTernal:PWIDth", "s", 50e-9, 10, 5e-4);
        Commands.Command(
            "[:SOURce]:PULM:INTernal:PERiod", arguments => PulseHertz = 1 / arguments.Number("s", 200e-9, 10));
        Commands.Query("[:SOURce]:PULM:INTernal:PERiod", _ => $"{1 / PulseHertz:R}");
        Commands.Command(
            "[:SOURce]:PULM:INTernal:FREQuency", arguments => PulseHertz = arguments.Number("Hz", 0.1, 5e6));
        Commands.Query("[:SOURce]:PULM:INTernal:FREQuency", _ => $"{PulseHertz:R}");
        Kept.Word("[:SOURce]:PULM:POLarity", "NORMal", "INVerted");
        Kept.Number("[:SOURce]:ROSCillator:EXTernal:FREQuency", "Hz", 1, 250e6, 10e6);
        Commands.Query("[:SOURce]:ROSCillator:LOCKed", _ => "1");
        Kept.Switch("[:SOURce]:ROSCillator:OUTPut:STATe");
        Kept.Number("[:SOURce]:SWEep:POINts", string.Empty, 2, 65535, 2);
        Kept.Switch("[:SOURce]:LFOutput:STATe");
        Kept.Word("[:SOURce]:LFOutput:SOURce", "LFGenerator", "PULM", "TRIGger");
        Kept.Word("[:SOURce]:LFOutput:SHAPe", "SINE", "TRIangle", "SQUare");
        Kept.Number("[:SOURce]:LFOutput:FREQuency", "Hz", 10, 5e6, 1000);
    }

    /// <summary>The twin as the catalogue knows it.</summary>
    public static TwinDescription Description { get; } = new()
    {
        Driver = "bnc-845",
        Settings =
        [
            .. TwinSettings,
            SettingKey.Switch(PowerOptionKey, defaultValue: true, "Whether it has option PE, without which its level is fixed."),
        ],
        Rough = new RoughManners
        {
            Identity = "Berkeley Nucleonics Corporation,MODEL 845,114,0.4.35",
            Latency = Duration.FromMilliseconds(3), // [assumption]
            EarlierUser =
            [
                "*ESE 255", ":POW:ALC OFF;:POW:ALC:HOLD ON;:POW:ATT:AUTO OFF;:CORR:FLAT ON",
                ":AM:STAT ON;:PM:STAT ON;:PULM:STAT ON", ":NONSENSE",
            ],
        },
        Create = context => new Bnc845Twin(context),
    };

    private static (double Minimum, double Maximum) RangeOf(TwinContext context) =>
        context.Twin.Get<bool>(PowerOptionKey) ? (-105, 20) : (FixedDbm, FixedDbm);
}
