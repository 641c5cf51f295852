using Lab.Mocks.Rough;
using Lab.Quantities;

[assembly: Lab.Mocks.ShippedTwin<Lab.Mocks.SpectrumAnalysers.RohdeSchwarzFsvTwin>]

namespace Lab.Mocks.SpectrumAnalysers;

/// <summary>Twin of a Rohde &amp; Schwarz FSV spectrum analyser at a coupler of the RF line.</summary>
/// <remarks>Markers, limit lines, further traces and applications are not there.</remarks>
public sealed class RohdeSchwarzFsvTwin : SpectrumTwin, IShippedTwin
{
    private const double LargestHertz = 7e9;

    private string mode = "WRIT";
    private string detector = "APE";

    /// <summary>Creates the twin.</summary>
    public RohdeSchwarzFsvTwin(TwinContext context)
        : base(context, "Rohde&Schwarz,FSVA3044,1330.5000K44/101768,1.50SP1", LargestHertz, 691, 101, -10)
    {
        Commands.Number(":INPut:ATTenuation", Attenuation);
        Commands.Word(
            ":DISPlay[:WINDow]:TRACe:MODE", ["WRITe", "MAXHold", "MINHold", "AVERage", "VIEW"], () => mode, word => mode = word);
        Commands.Word(
            "[:SENSe]:DETector[:FUNCtion]", ["APEak", "POSitive", "SAMPle", "RMS", "AVERage"], () => detector,
            word => detector = word);
        Commands.Query(":TRACe<6>[:DATA]", arguments =>
        {
            _ = arguments.Word("TRACE1");
            return string.Join(',', Trace.Select(point => Text(point.Power)));
        });
        Reset();
    }

    /// <summary>The twin as the catalogue knows it.</summary>
    public static TwinDescription Description { get; } = new()
    {
        Driver = "rohde-schwarz-fsv",
        Rough = new RoughManners
        {
            Identity = "Rohde&Schwarz,FSVA3044,1330.5000K44/101768,1.50SP1",
            Latency = Duration.FromMilliseconds(5), // [assumption]
            EarlierUser =
            [
                "*ESE 255", ":DISP:TRAC:Y:RLEV:OFFS 20;:FREQ:OFFS 1000000", ":UNIT:POW V;:DISP:TRAC:MODE MAXH;:DET POS",
                ":NONSENSE",
            ],
        },
        Settings = Keys,
        Create = context => new RohdeSchwarzFsvTwin(context),
    };

    /// <inheritdoc/>
    protected override void Reset()
    {
        base.Reset();
        (mode, detector) = ("WRIT", "APE");
    }
}
