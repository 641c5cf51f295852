using Lab.Mocks.Rough;

[assembly: Lab.Mocks.ShippedTwin<Lab.Mocks.RfGenerators.KeysightE8257DTwin>]

namespace Lab.Mocks.RfGenerators;

/// <summary>Twin of the Keysight E8257D PSG analog signal generator with 20 GHz (option 520) and step attenuator (option
/// 1E1).</summary>
/// <remarks>Lists and step sweeps are kept and answered; the mode that would run them is not there.</remarks>
public sealed class KeysightE8257DTwin : RfGeneratorTwin, IShippedTwin
{
    private const int LongestList = 1601;

    /// <summary>20 GHz, step attenuator.</summary>
    private const string Options = "520,1E1";

    private static readonly string[] ModulationSources = ["INTernal", "INTernal2", "EXTernal", "EXTernal2"];
    private static readonly string[] Shapes = ["SINE", "TRIangle", "SQUare", "RAMP", "NOISe", "DUALsine", "SWEPtsine"];

    private static readonly (double Minimum, double Maximum) FrequencyRange = (250e3, 20e9);
    private static readonly (double Minimum, double Maximum) PowerRangeDbm = (-144, 19);

    /// <summary>Creates the twin.</summary>
    public KeysightE8257DTwin(TwinContext context)
        : base(context, "Agilent Technologies, E8257D, US49260123, C.06.16", FrequencyRange, PowerRangeDbm)
    {
        AddMode("[:SOURce]:FREQuency:MODE", ["CW", "FIXed", "SWEep", "LIST"], "CW", "FIX");
        AddMode("[:SOURce]:POWer:MODE", ["FIXed", "SWEep", "LIST"], "FIX");
        Kept.Number("[:SOURce]:PHASe[:ADJust]", "rad", -Math.PI, Math.PI, 0);
        Commands.Switch(":OUTPut:MODulation[:STATe]", () => IsModulated, on => IsModulated = on);
        Level.AddReference(Commands);
        Kept.Number("[:SOURce]:FREQuency:REFerence", "Hz", 0, 20e9, 0);
        Kept.Switch("[:SOURce]:FREQuency:REFerence:STATe");
        Kept.Switch("[:SOURce]:POWer:ALC[:STATe]", defaultValue: true);
        Kept.Word("[:SOURce]:POWer:ALC:SOURce", "INTernal", "DIODe", "MMHead");
        Kept.Switch("[:SOURce]:POWer:ATTenuation:AUTO", defaultValue: true);
        Kept.Number("[:SOURce]:POWer:ATTenuation", "dB", 0, 115, 0);
        Commands.Query("*OPT", _ => Options);
        Commands.Query(":DIAGnostic[:CPU]:INFOrmation:OPTions[:DETail]", _ => Options);
        Correction.AddCommands(Commands, "[:SOURce]:CORRection[:STATe]", "[:SOURce]:CORRection:FLATness:PAIR", Changed);
        AddSweep();
        Kept.Number("[:SOURce]:AM:INTernal<2>:FREQuency", "Hz", 0.1, 1e6, 400);
        Kept.Word("[:SOURce]:AM:INTernal<2>:FUNCtion:SHAPe", Shapes);
        Kept.Word("[:SOURce<1>]:AM:SOURce", ModulationSources);
        Kept.Word("[:SOURce<1>]:FM:SOURce", ModulationSources);
        Kept.Word("[:SOURce<1>]:PULM:SOURce", "INTernal", "EXTernal", "SCALar");
        Kept.Word("[:SOURce<1>]:PULM:SOURce:INTernal", "SQUare", "FRUN", "TRIGgered", "DOUBlet", "GATEd");
        Commands.Command(
            "[:SOURce<1>]:PULM:INTernal:FREQuency", arguments => PulseHertz = arguments.Number("Hz", 0.1, 10e6));
        Commands.Query("[:SOURce<1>]:PULM:INTernal:FREQuency", _ => $"{PulseHertz:R}");
        Kept.Switch("[:SOURce]:LFOutput:STATe");
        Kept.Number("[:SOURce]:LFOutput:AMPLitude", "VP", 0, 5, 0);
        Kept.Word("[:SOURce]:LFOutput:SOURce", "INTernal", "INTernal2", "FUNCtion", "FUNCtion2");
        Kept.Number("[:SOURce]:LFOutput:FUNCtion:FREQuency", "Hz", 0.1, 1e6, 400);
        Kept.Word("[:SOURce]:LFOutput:FUNCtion:SHAPe", Shapes);
    }

    /// <summary>The twin as the catalogue knows it.</summary>
    public static TwinDescription Description { get; } = new()
    {
        Driver = "keysight-e8257d",
        Rough = RoughCatalog.KeysightE8257D,
        Settings = TwinSettings,
        Create = context => new KeysightE8257DTwin(context),
    };

    /// <inheritdoc/>
    protected override string NoError => "+0,\"No error\"";

    private void AddSweep()
    {
        Kept.Number("[:SOURce]:POWer:STARt", "dBm", PowerRangeDbm.Minimum, PowerRangeDbm.Maximum, -30);
        Kept.Number("[:SOURce]:POWer:STOP", "dBm", PowerRangeDbm.Minimum, PowerRangeDbm.Maximum, -30);
        Kept.Number("[:SOURce]:SWEep:POINts", string.Empty, 2, 65535, 2);
        Kept.Number("[:SOURce]:SWEep:DWELl<1>", "s", 1e-3, 60, 2e-3);
        Kept.Word("[:SOURce]:LIST:TYPE", "STEP", "LIST");
        Kept.List("[:SOURce]:LIST:FREQuency", "Hz", FrequencyRange.Minimum, FrequencyRange.Maximum, 1e9, LongestList);
        Kept.List("[:SOURce]:LIST:POWer", "dBm", PowerRangeDbm.Minimum, PowerRangeDbm.Maximum, -30, LongestList);
        Kept.List("[:SOURce]:LIST:DWELl", "s", 1e-3, 60, 2e-3, LongestList);
        Kept.Switch("[:SOURce]:LIST:RETRace", defaultValue: true);
        Kept.Switch(":INITiate:CONTinuous[:ALL]");
    }
}
