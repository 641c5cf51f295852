using Lab.Benches;
using Lab.Mocks.Rough;
using Lab.Quantities;

[assembly: Lab.Mocks.ShippedTwin<Lab.Mocks.NetworkAnalysers.RohdeSchwarzZnbTwin>]

namespace Lab.Mocks.NetworkAnalysers;

/// <summary>Twin of a Rohde &amp; Schwarz ZNB20 with two ports.</summary>
public sealed class RohdeSchwarzZnbTwin : NetworkAnalyserTwin, IShippedTwin
{
    /// <summary>Creates the twin.</summary>
    public RohdeSchwarzZnbTwin(TwinContext context)
        : base(context, "Rohde-Schwarz,ZNB20-2Port,1311601062101657,3.32", "POIN", (100e3, 20e9), (-60, 13))
    {
        AddSweepTypes("LINear", "LOGarithmic", "POWer", "CW", "POINt", "SEGMent");
        Commands.Switch(":INITiate[1]:CONTinuous", () => IsContinuous, on => IsContinuous = on);
        Commands.Switch(":INITiate:CONTinuous:ALL", () => IsContinuous, on => IsContinuous = on);
        Commands.Command(":INITiate[1][:IMMediate]", _ => Sweep());
        Commands.Command(":CALCulate[1]:PARameter:SDEFine", arguments => AddMeasurement(
            arguments.Take().Text, arguments.Take().Text));
        Commands.Query(":CALCulate[1]:PARameter:CATalog", _ => Quoted(
            string.Join(',', Measurements.Select(each => $"{each.Key},{each.Value}"))));
        Commands.Query(":CALCulate[1]:PARameter:MEASure", arguments => Quoted(
            Measurements.GetValueOrDefault(arguments.Take().Text, string.Empty)));
        Commands.Query(":INSTrument:PORT:COUNt", _ => "2");
        Reset();
    }

    /// <summary>The twin as the catalogue knows it.</summary>
    public static TwinDescription Description { get; } = new()
    {
        Driver = "rohde-schwarz-znb",
        Rough = new RoughManners
        {
            Identity = "Rohde-Schwarz,ZNB20-2Port,1311601062101657,3.32",
            Latency = Duration.FromMilliseconds(5), // [assumption]
            EarlierUser =
            [
                "*ESE 255", ":SENS1:FREQ:STAR 1E9;:SENS1:FREQ:STOP 5E9;:SENS1:BAND 100", ":SENS1:AVER ON;:FORM REAL,32",
                ":OUTP 0", ":NONSENSE",
            ],
        },
        Settings = TwinSettings,
        Create = context => new RohdeSchwarzZnbTwin(context),
    };

    /// <inheritdoc/>
    protected override string Quoted(string text) => $"'{text}'";
}
