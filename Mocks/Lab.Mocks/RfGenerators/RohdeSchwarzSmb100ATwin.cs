using Lab.Mocks.Rough;

[assembly: Lab.Mocks.ShippedTwin<Lab.Mocks.RfGenerators.RohdeSchwarzSmb100ATwin>]

namespace Lab.Mocks.RfGenerators;

/// <summary>Twin of the Rohde &amp; Schwarz SMB100A with the 6 GHz option.</summary>
public sealed class RohdeSchwarzSmb100ATwin : RfGeneratorTwin, IShippedTwin
{
    /// <summary>Creates the twin.</summary>
    public RohdeSchwarzSmb100ATwin(TwinContext context)
        : base(context, "Rohde&Schwarz,SMB100A,1406.6000k02/101234,3.1.19.15-3.20.390.24", (9e3, 6e9), (-145, 30))
    {
        AddMode("[:SOURce<1>]:FREQuency:MODE", ["CW", "FIXed", "SWEep", "LIST"], "CW", "FIX");
        AddMode("[:SOURce<1>]:POWer:MODE", ["CW", "FIXed", "SWEep"], "CW", "FIX");
        Kept.Number("[:SOURce<1>]:PHASe", "deg", -36000, 36000, 0);
        Kept.Number("[:SOURce<1>]:SWEep[:FREQuency]:STEP[:LINear]", "Hz", 1e-3, 6e9, 1e6);
        Kept.Number("[:SOURce<1>]:SWEep[:FREQuency]:POINts", string.Empty, 2, 1e9, 401); // kept beside the step
        Kept.Number("[:SOURce<1>]:SWEep[:FREQuency]:DWELl", "s", 1e-3, 100, 15e-3);
        Kept.Word("[:SOURce<1>]:SWEep[:FREQuency]:MODE", "AUTO", "MANual", "STEP");
        Kept.Word("[:SOURce<1>]:SWEep[:FREQuency]:SPACing", "LINear", "LOGarithmic");
        Kept.Word(":TRIGger<1>:FSWeep:SOURce", "AUTO", "SINGle", "EXTernal", "EAUTo");
        Commands.Switch("[:SOURce<1>]:MODulation[:ALL]:STATe", () => IsModulated, on => IsModulated = on);
        Kept.Word("[:SOURce<1>]:POWer:ALC[:STATe]", "AUTO", "ON", "OFFTable", "1", "0");
        Kept.Number("[:SOURce<1>]:POWer:LIMit[:AMPLitude]", "dBm", -300, 30, 30);
        Kept.Word(":OUTPut<1>:AMODe", "AUTO", "FIXed");
        Kept.Switch("[:SOURce<1>]:CORRection[:STATe]"); // no list of corrections is chosen
        Kept.Word("[:SOURce<1>]:PULM:MODE", "SINGle", "DOUBle");
        Kept.Number("[:SOURce<1>]:PULM:WIDTh", "s", 20e-9, 100, 2e-6);
        Commands.Command("[:SOURce<1>]:PULM:PERiod", arguments => PulseHertz = 1 / arguments.Number("s", 20e-9, 100));
        Commands.Query("[:SOURce<1>]:PULM:PERiod", _ => $"{1 / PulseHertz:R}");
        Kept.Switch("[:SOURce<1>]:LFOutput:STATe");
        Kept.Number("[:SOURce<1>]:LFOutput:FREQuency", "Hz", 0.1, 1e6, 1e3);

        // Static errors are conditions that persist, such as a missing reference; the twin has none.
        Commands.Query(":SYSTem:SERRor", _ => NoError);
    }

    /// <summary>The twin as the catalogue knows it.</summary>
    public static TwinDescription Description { get; } = new()
    {
        Driver = "rohde-schwarz-smb100a",
        Rough = RoughCatalog.RohdeSchwarzSmb100A,
        Settings = TwinSettings,
        Create = context => new RohdeSchwarzSmb100ATwin(context),
    };

    /// <summary>A modulation that is switched on switches the switch of all on; the latter off switches every one off.</summary>
    protected override bool SwitchesModulationTogether => true;
}
