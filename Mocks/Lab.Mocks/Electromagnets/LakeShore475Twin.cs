using System.Globalization;
using Lab.Instruments.Clocks;
using Lab.Mocks.Rough;
using Lab.Mocks.Scpi;
using Lab.Quantities;

[assembly: Lab.Mocks.ShippedTwin<Lab.Mocks.Electromagnets.LakeShore475Twin>]

namespace Lab.Mocks.Electromagnets;

/// <summary>Twin of the Lake Shore 475 gaussmeter with a high-sensitivity probe, whose ranges end at 35 G to 35 kG.</summary>
/// <remarks>The commands are those of the model 475 user's manual, chapter 6: IEEE 488.2 without <c>*WAI</c> and without an error
/// queue. Each query of a reading takes the time of one new reading: 100, 33 or 10 ms at 5, 4 or 3 digits. Peak readings and the
/// field control loop are not there (<c>CMODE?</c> answers 0).</remarks>
public sealed class LakeShore475Twin : ScpiTwin, IShippedTwin
{
    /// <summary>The key of the probe's gain.</summary>
    internal const string GainErrorKey = HallProbe.GainErrorKey;

    private const int FiveDigits = 3;

    /// <summary>A range of 35 G is read to 0.1 mG.</summary>
    private const int CountsOfFullScale = 350_000;

    private const double ZeroCelsiusKelvin = 273.15;

    private static readonly Duration ZeroingTime = Duration.FromSeconds(5);

    /// <summary>Units by their number, each with its tesla: gauss, tesla, oersted, and ampere per metre.</summary>
    private static readonly double[] TeslaPerUnit = [1e-4, 1, 1e-4, 1.25663706127e-6];

    /// <summary>Full scale by range number.</summary>
    private static readonly double[] RangeTesla = [3.5e-3, 35e-3, 0.35, 3.5];

    /// <summary>Seconds of a reading by number of the DC resolution.</summary>
    private static readonly double[] ReadingSeconds = [10e-3, 33e-3, 100e-3];

    private readonly HallProbe probe;
    private readonly int[] readingMode = [1, FiveDigits, 1, 1, 1];
    private double zeroTesla;
    private double minimumTesla;
    private double maximumTesla;
    private int unit;
    private int temperatureUnit = 1;
    private bool holdsMaximum;
    private int range;
    private bool autoRange;
    private bool isRelative;
    private int relativeSource;
    private double userReferenceTesla;
    private double presentReferenceTesla;
    private double readingNumber = double.NaN;
    private double newestTesla;

    /// <summary>Creates the twin.</summary>
    public LakeShore475Twin(TwinContext context)
        : base(context, "LSCI,MODEL475,LSA4751,11272013", hasScpiTree: false)
    {
        probe = new HallProbe(context);
        Commands.Remove("*WAI");
        Commands.Remove("*OPT");
        AddSettings();
        AddRelative();
        AddReadings();
        SwitchToDefaults();
    }

    /// <inheritdoc/>
    /// <remarks>Extremes are what a user resets.</remarks>
    public override bool IsRenewedByShot => true;

    /// <summary>The twin as the catalogue knows it.</summary>
    public static TwinDescription Description { get; } = new()
    {
        Driver = "lakeshore-475",
        Rough = RoughCatalog.LakeShore475,
        Settings = HallProbe.Keys,
        Create = context => new LakeShore475Twin(context),
    };

    private bool IsDc => readingMode[0] == 1;

    private double ReadingTime => IsDc ? ReadingSeconds[readingMode[1] - 1] : ReadingSeconds[FiveDigits - 1];

    /// <inheritdoc/>
    protected override void Reset() => SwitchToDefaults();

    private static int Whole(ScpiArguments arguments, int minimum, int maximum) =>
        (int)Math.Round(arguments.Number(string.Empty, minimum, maximum));

    /// <summary>Six digits with an exponent that is a multiple of three: <c>+6.25000E+03</c>, <c>+625.000E-03</c>.</summary>
    private static string Format(double value)
    {
        // The round trip through text rounds to six digits before the exponent is chosen: 99.99999 is 100.000.
        string[] parts = Math.Abs(value).ToString("E5").Split('E');
        int exponent = int.Parse(parts[1], CultureInfo.InvariantCulture);
        int group = (int)Math.Floor(exponent / 3.0) * 3;
        string digits = parts[0].Remove(1, 1).Insert(exponent - group + 1, ".");
        return $"{(value < 0 ? '-' : '+')}{digits}E{group.ToString("+00;-00")}";
    }

    private void AddSettings()
    {
        Commands.Command("UNIT", arguments => unit = Whole(arguments, 1, TeslaPerUnit.Length));
        Commands.Query("UNIT", _ => $"{unit}");
        Commands.Command("RANGE", arguments =>
        {
            range = Whole(arguments, 1, RangeTesla.Length);
            autoRange = false;
        });
        Commands.Query("RANGE", _ => $"{(autoRange ? RangeFor(FieldTesla()) : range)}");
        Commands.Switch("AUTO", () => autoRange, on => autoRange = on);
        Commands.Command("RDGMODE", arguments =>
        {
            // Mode (1 DC, 2 RMS), DC resolution, RMS filter, peak mode, peak display.
            int[] given =
            [
                Whole(arguments, 1, 2),
                Whole(arguments, 1, 3),
                Whole(arguments, 1, 3),
                Whole(arguments, 1, 2),
                Whole(arguments, 1, 3)
            ];
            given.CopyTo(readingMode, 0);
        });
        Commands.Query("RDGMODE", _ => string.Join(",", readingMode));
        Commands.Query("TYPE", _ => probe.IsThere ? "40" : "0");
        Commands.Command("TUNIT", arguments => temperatureUnit = Whole(arguments, 1, 2));
        Commands.Query("TUNIT", _ => $"{temperatureUnit}");
        Commands.Switch("MXHOLD", () => holdsMaximum, on => holdsMaximum = on);
        Commands.Query("CMODE", _ => "0");
        Commands.Command("ZPROBE", _ =>
        {
            zeroTesla = FieldTesla() + zeroTesla;
            BusyFor(ZeroingTime);
        });
    }

    private void AddRelative()
    {
        Commands.Command("REL", arguments =>
        {
            bool on = Whole(arguments, 0, 1) == 1;
            int source = Whole(arguments, 1, 2);
            (isRelative, relativeSource) = (on, source);
            presentReferenceTesla = FieldTesla();
        });
        Commands.Query("REL", _ => $"{(isRelative ? 1 : 0)},{relativeSource}");
        Commands.Command(
            "RELSP", arguments => userReferenceTesla = arguments.Number(string.Empty, -35e3, 35e3) * TeslaPerUnit[unit - 1]);
        Commands.Query("RELSP", _ => Format(userReferenceTesla / TeslaPerUnit[unit - 1]));
    }

    private void AddReadings()
    {
        Commands.Query("RDGFIELD", async (_, cancellationToken) =>
            Show(await ReadAsync(cancellationToken).ConfigureAwait(false), referenceTesla: 0));
        Commands.Query("RDGREL", async (_, cancellationToken) =>
            Show(await ReadAsync(cancellationToken).ConfigureAwait(false), relativeSource == 1
                ? userReferenceTesla
                : presentReferenceTesla));
        Commands.Query("RDGMNMX", _ => $"{Show(minimumTesla, referenceTesla: 0)},{Show(maximumTesla, referenceTesla: 0)}");
        Commands.Command("MNMXRST", _ => ForgetExtremes());
        Commands.Query(
            "RDGTEMP",
            _ => probe.IsThere ? Format(temperatureUnit == 1 ? probe.Celsius : probe.Celsius + ZeroCelsiusKelvin) : "NO PROBE");
        Commands.Query("OPST", _ => $"{OperationStatus():000}");
    }

    /// <summary>A new reading; an instrument that does not wait for one answers that which it has,
    /// until the next is due.</summary>
    private async ValueTask<double> ReadAsync(CancellationToken cancellationToken)
    {
        if (Context.Rough is { RepeatsReadings: true })
        {
            double number = Math.Floor(Clock.Now().Seconds / ReadingTime);
            (readingNumber, newestTesla) = number == readingNumber ? (number, newestTesla) : (number, Take());
            return newestTesla;
        }

        await Clock.WaitAsync(Duration.FromSeconds(ReadingTime), cancellationToken).ConfigureAwait(false);
        return Take();
    }

    private double Take()
    {
        double noise = probe.NoiseOf(ReadingTime);

        // A steady field has no alternating part but the noise.
        double reading = IsDc ? FieldTesla() + noise : Math.Abs(noise);
        minimumTesla = Math.Min(minimumTesla, reading);
        maximumTesla = Math.Max(maximumTesla, reading);
        return reading;
    }

    private string Show(double tesla, double referenceTesla)
    {
        if (!probe.IsThere)
        {
            return "NO PROBE";
        }

        double fullScale = RangeTesla[(autoRange ? RangeFor(tesla) : range) - 1];
        double resolution = fullScale / CountsOfFullScale;
        return Math.Abs(tesla) <= fullScale
            ? Format(Math.Round((tesla - referenceTesla) / resolution) * resolution / TeslaPerUnit[unit - 1])
            : "OL";
    }

    // Bits of the operation status: no probe, over range, new reading.
    private int OperationStatus()
    {
        double fullScale = RangeTesla[(autoRange ? RangeTesla.Length : range) - 1];
        bool isOver = probe.IsThere && Math.Abs(FieldTesla()) > fullScale;
        return (probe.IsThere ? 0 : 1 << 0) | (isOver ? 1 << 1 : 0) | 1 << 2;
    }

    private double FieldTesla() => probe.Tesla - zeroTesla;

    private static int RangeFor(double tesla)
    {
        int index = Array.FindIndex(RangeTesla, fullScale => Math.Abs(tesla) <= fullScale);
        return index < 0 ? RangeTesla.Length : index + 1;
    }

    private void ForgetExtremes() => (minimumTesla, maximumTesla) = (FieldTesla(), FieldTesla());

    private void SwitchToDefaults()
    {
        new[] { 1, FiveDigits, 1, 1, 1 }.CopyTo(readingMode, 0);
        unit = 1;
        temperatureUnit = 1;
        holdsMaximum = false;
        range = RangeTesla.Length;
        autoRange = true;
        (isRelative, relativeSource, userReferenceTesla, presentReferenceTesla) = (false, 1, 0, 0);
        ForgetExtremes();
    }
}
