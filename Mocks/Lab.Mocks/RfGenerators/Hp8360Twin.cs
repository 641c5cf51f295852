using Lab.Mocks.Rough;
using Lab.Mocks.Scpi;
using Lab.Quantities;

[assembly: Lab.Mocks.ShippedTwin<Lab.Mocks.RfGenerators.Hp8360Twin>]

namespace Lab.Mocks.RfGenerators;

/// <summary>Twin of an HP 83650L synthesized sweeper of 50 GHz with step attenuator.</summary>
/// <remarks>Sweeps and lists are not there. Modulation is kept and answered, and leaves the tone as it is; that the L has none is
/// passed over. The level offset counts whether or not it is switched on [assumption].</remarks>
public sealed class Hp8360Twin : RfGeneratorTwin, IShippedTwin
{
    private static readonly (double Minimum, double Maximum) FrequencyRange = (10e6, 50e9);
    private static readonly (double Minimum, double Maximum) PowerRangeDbm = (-110, 20);

    /// <summary>Creates the twin.</summary>
    public Hp8360Twin(TwinContext context)
        : base(context, "HEWLETT-PACKARD,83650L,3844A00476,19 JAN 00", FrequencyRange, PowerRangeDbm)
    {
        AddOutput("[:SOURce]:POWer:STATe");
        AddMode("[:SOURce]:FREQuency:MODE", ["CW", "FIXed", "SWEep", "LIST"], "CW", "FIX");
        AddMode("[:SOURce]:POWer:MODE", ["FIXed", "SWEep"], "FIX");
        Kept.Switch("[:SOURce]:POWer:ALC[:STATe]", defaultValue: true);
        Kept.Word("[:SOURce]:POWer:ALC:SOURce", "INTernal", "DIODe", "PMETer", "MMHead");
        Kept.Switch("[:SOURce]:POWer:ATTenuation:AUTO", defaultValue: true);
        Kept.Number("[:SOURce]:POWer:ATTenuation", "dB", 0, 90, 0);
        Kept.Switch("[:SOURce]:POWer:SEARch");
        Kept.Word("[:SOURce]:FM:COUPling", "AC", "DC");
        Kept.Switch("[:SOURce]:PULSe:STATe");
        Kept.Word("[:SOURce]:PULSe:SOURce", "EXTernal", "INTernal", "SCALar");
    }

    /// <summary>The twin as the catalogue knows it.</summary>
    public static TwinDescription Description { get; } = new()
    {
        Driver = "hp-8360",
        Rough = new RoughManners
        {
            Identity = "HEWLETT-PACKARD,83650L,3844A00476,19 JAN 00",
            Registers = RegisterForm.WithSign, // [assumption: as its descendants]
            WritesExponents = true,
            Latency = Duration.FromMilliseconds(8), // [assumption]
            EarlierUser =
            [
                "*ESE 255", ":FREQ:MULT 2;OFFS 10 MHz", ":POW:OFFS -20 dB;:UNIT:POW V",
                ":AM:STAT ON;:PULS:STAT ON;:POW:ALC OFF;:POW:ATT:AUTO OFF", ":NONSENSE",
            ],
        },
        Settings = TwinSettings,
        Create = context => new Hp8360Twin(context),
    };

    /// <inheritdoc/>
    protected override string NoError => "+0,\"No error\"";
}
