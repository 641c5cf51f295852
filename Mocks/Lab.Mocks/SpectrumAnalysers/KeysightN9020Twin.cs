using System.Globalization;
using Lab.Mocks.Rough;
using Lab.Mocks.Scpi;
using Lab.Quantities;

[assembly: Lab.Mocks.ShippedTwin<Lab.Mocks.SpectrumAnalysers.KeysightN9020Twin>]

namespace Lab.Mocks.SpectrumAnalysers;

/// <summary>Twin of a Keysight N9020 signal analyser at a coupler of the RF line.</summary>
/// <remarks>Its other modes have names and nothing else. Markers, limit lines and further traces are not there.</remarks>
public sealed class KeysightN9020Twin : SpectrumTwin, IShippedTwin
{
    private const double LargestHertz = 26.5e9;

    private string mode = "SA";
    private string measurement = "SAN";
    private string type = "WRIT";
    private string detector = "NORM";
    private string averages = "LOG";

    /// <summary>Creates the twin.</summary>
    public KeysightN9020Twin(TwinContext context)
        : base(context, "Keysight Technologies,N9020B,MY57120001,A.29.05", LargestHertz, 1001, 1, 0)
    {
        Commands.Number("[:SENSe]:POWer[:RF]:ATTenuation", Attenuation);
        Commands.Word(":INSTrument[:SELect]", ["SA", "BASIC", "PNOISE"], () => mode, word =>
        {
            mode = word;
            measurement = word switch { "SA" => "SAN", "PNOISE" => "LPL", _ => "SPEC" };
        });
        Commands.Query(":CONFigure", _ => measurement);
        Commands.Command(":CONFigure:SANalyzer", _ =>
        {
            RequireMode();
            base.Reset();
            measurement = "SAN";
        });
        Commands.Command(":CONFigure:SANalyzer:NDEFault", _ =>
        {
            RequireMode();
            measurement = "SAN";
        });
        Commands.Command(":CONFigure:CHPower", _ => measurement = "CHP");
        Commands.Word(
            ":TRACe<6>:TYPE", ["WRITe", "AVERage", "MAXHold", "MINHold"], () => type, word => type = word);
        Commands.Word(
            "[:SENSe]:DETector:TRACe<6>", ["NORMal", "AVERage", "POSitive", "SAMPle", "NEGative"], () => detector,
            word => detector = word);
        Commands.Word("[:SENSe]:AVERage:TYPE", ["RMS", "LOG", "SCALar"], () => averages, word => averages = word);
        Commands.Query("[:SENSe]:SWEep:TIME", _ => SweepTime.Seconds.ToString("E6", CultureInfo.InvariantCulture));
        Commands.Query(":CALCulate:DATA<6>", _ => string.Join(',', Trace.Select(
            point => $"{Written(point.Hertz)},{Written(point.Power)}")));
        Commands.Query(":TRACe[:DATA]", arguments =>
        {
            _ = arguments.Word("TRACE1");
            return string.Join(',', Trace.Select(point => Written(point.Power)));
        });
        Reset();
    }

    /// <summary>The twin as the catalogue knows it.</summary>
    public static TwinDescription Description { get; } = new()
    {
        Driver = "keysight-n9020",
        Rough = new RoughManners
        {
            Identity = "Agilent Technologies,N9020A,MY53420262,A.13.15",
            Latency = Duration.FromMilliseconds(5), // [assumption]
            EarlierUser =
            [
                "*ESE 255", ":DISP:WIND:TRAC:Y:RLEV:OFFS 12.7;:FREQ:OFFS 1000000", ":UNIT:POW V;:TRAC1:TYPE MAXH;:DET:TRAC1 POS",
                ":INST:SEL PNOISE", ":NONSENSE",
            ],
        },
        Settings = Keys,
        Create = context => new KeysightN9020Twin(context),
    };

    /// <inheritdoc/>
    protected override void Reset()
    {
        base.Reset();
        (mode, measurement, type, detector, averages) = ("SA", "SAN", "WRIT", "NORM", "LOG");
    }

    private static string Written(double value) => value.ToString("E9", CultureInfo.InvariantCulture);

    private void RequireMode()
    {
        if (mode != "SA")
        {
            throw ScpiErrorException.SettingsConflict();
        }
    }
}
