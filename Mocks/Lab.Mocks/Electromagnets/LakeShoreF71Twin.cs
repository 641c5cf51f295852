using System.Globalization;
using Lab.Mocks.Rough;
using Lab.Mocks.Scpi;
using Lab.Quantities;

[assembly: Lab.Mocks.ShippedTwin<Lab.Mocks.Electromagnets.LakeShoreF71Twin>]

namespace Lab.Mocks.Electromagnets;

/// <summary>Twin of a Lake Shore F71 teslameter with a probe of three axes, whose x is along the field of the magnet.</summary>
/// <remarks>Readings are those of this moment with the noise of their averaging. The field control, AC modes, filters and the
/// qualifier are kept and do nothing; y and z read the probe's noise.</remarks>
public sealed class LakeShoreF71Twin : ScpiTwin, IShippedTwin
{
    private const double SampleSeconds = 0.01;
    private const double LargestTesla = 3.5;

    // Bits of the operation status.
    private const int NoProbe = 0;
    private const int OverRange = 1;

    private static readonly string[] Axes = ["X", "Y", "Z"];

    private readonly HallProbe probe;
    private readonly ScpiRegister operation;
    private readonly ScpiSettings kept;
    private string unit = "GAUSS";
    private int averages;

    /// <summary>Creates the twin.</summary>
    public LakeShoreF71Twin(TwinContext context)
        : base(context, "LSCI,F71,LSAABCD,1.6.2019092002")
    {
        probe = new HallProbe(context);
        operation = AddRegister(":STATus:OPERation", summaryBit: 7);
        AddRegister(":STATus:QUEStionable", summaryBit: 3);
        kept = new ScpiSettings(Commands);
        kept.Word(":SENSe:MODE", "DC", "AC", "HIFR");
        kept.Switch(":SENSe:RANGe:AUTO", defaultValue: true);
        kept.Number(":SENSe:RANGe", string.Empty, 0, 35e4, LargestTesla);
        kept.Switch(":SENSe:FILTer[:STATe]");
        kept.Word(":SENSe:FILTer:TYPE", "LPASS", "HPASS", "BPASS");
        kept.Number(":SENSe:RELative:BASEline", string.Empty, -35e4, 35e4, 0);
        kept.Switch(":SOURce:FIELd:STATe");
        kept.Word(":SOURce:FIELd:MODE", "CLLOOP", "OPLOOP");
        AddUnit();
        AddReadings();
        Commands.Query(":PROBe:AXES", _ => "3");
        Commands.Query(":PROBe:MODel", _ => "FP-2X-250-ZS30M-15");
        Commands.Query(":PROBe:TCOMp", _ => "1");
        Reset();
    }

    /// <summary>The twin as the catalogue knows it.</summary>
    public static TwinDescription Description { get; } = new()
    {
        Driver = "lakeshore-f71",
        Rough = Manners,
        Settings = HallProbe.Keys,
        Create = context => new LakeShoreF71Twin(context),
    };

    // CR LF over its USB port: a public program for field maps reads lines so.
    private static RoughManners Manners => new()
    {
        Terminator = "\r\n",
        Latency = Duration.FromMilliseconds(5), // [assumption]
        Serial = new Instruments.Wires.SerialSettings { Baud = 115_200, Flow = "rts-cts" },
        EarlierUser =
        [
            "*ESE 255;*SRE 32", ":UNIT:FIELD GAUSS;:SENS:MODE AC;:SENS:RANG:AUTO 0;:SENS:AVER:COUN 100", ":NONSENSE",
        ],
    };

    /// <inheritdoc/>
    protected override void Reset()
    {
        kept.Reset();
        (unit, averages) = ("GAUSS", 20);
    }

    /// <inheritdoc/>
    protected override void CatchUp()
    {
        operation.Set(NoProbe, !probe.IsThere);
        operation.Set(OverRange, probe.IsThere && Math.Abs(probe.Tesla) > LargestTesla);
    }

    private static string Text(double value) => value.ToString("0.0000000E+00", CultureInfo.InvariantCulture);

    private void AddUnit()
    {
        foreach (string header in (string[])[":UNIT", ":UNIT:FIELd"])
        {
            Commands.Command(header, arguments => unit = arguments.Word("TESLA", "GAUSS"));
            Commands.Query(header, _ => unit);
        }

        Commands.Command(":SENSe:AVERage:COUNt", arguments => averages = (int)arguments.Number(string.Empty, 1, 1e4));
        Commands.Query(":SENSe:AVERage:COUNt", _ => $"{averages}");
    }

    private void AddReadings()
    {
        Commands.Query(":FETCh:DC", arguments =>
        {
            string axis = arguments.Remaining > 0 ? arguments.Take().Text.ToUpperInvariant() : string.Empty;
            double[] all = [.. Axes.Select((_, i) => (i == 0 ? probe.Tesla : 0) + probe.NoiseOf(SampleSeconds * averages))];
            double magnitude = Math.Sqrt(all.Sum(each => each * each));
            return axis switch
            {
                "" => Shown(magnitude),
                "ALL" => string.Join(',', all.Prepend(magnitude).Select(Shown)),
                _ when Array.IndexOf(Axes, axis) is >= 0 and var index => Shown(all[index]),
                _ => throw ScpiErrorException.IllegalParameter(),
            };
        });
        Commands.Query(":FETCh:TEMPerature", _ => probe.Celsius.ToString("0.00", CultureInfo.InvariantCulture));
        Commands.Query(":FETCh:RELative", _ => Shown(probe.Tesla));
    }

    private string Shown(double tesla) => Text(unit == "GAUSS" ? tesla * 1e4 : tesla);
}
