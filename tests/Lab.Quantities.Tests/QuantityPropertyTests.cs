using FsCheck;
using FsCheck.Fluent;

namespace Lab.Quantities.Tests;

public class QuantityPropertyTests
{
    /// <summary>Seventeen digits hold a double; the prefix costs one rounding on the way out and one on the way in.</summary>
    private const double RelativeTolerance = 1e-15;

    /// <summary>Characters of the longest hostile texts. What reads one after the other takes milliseconds, what is quadratic a
    /// quarter of an hour.</summary>
    private const int Many = 1_000_000;

    private static readonly TimeSpan ForEver = TimeSpan.FromMinutes(1);

    [Fact]
    public void Parse_OfWhatFormatWrites_IsTheValue()
    {
        RoundTrips<Frequency>();
        RoundTrips<Voltage>();
        RoundTrips<Current>();
        RoundTrips<Power>();
        RoundTrips<MagneticField>();
        RoundTrips<Resistance>();
        RoundTrips<Duration>();
        RoundTrips<Angle>();
        RoundTrips<Temperature>();
        RoundTrips<LevelRatio>();
        RoundTrips<Length>();
        RoundTrips<Inductance>();
        RoundTrips<Energy>();
        RoundTrips<CurrentDensity>();
        RoundTrips<CurrentRate>();
        RoundTrips<FieldRate>();
        RoundTrips<FieldPerCurrent>();
        RoundTrips<FrequencyPerField>();
    }

    [Fact]
    public void CompareTo_TwoValues_OrdersAsDoubles() =>
        Check.QuickThrowOnFailure(Prop.ForAll<double, double>((left, right) =>
            Frequency.FromHertz(left).CompareTo(Frequency.FromHertz(right)) == left.CompareTo(right)
            && Frequency.FromHertz(left) < Frequency.FromHertz(right) == left < right));

    [Fact]
    public void Parse_AnyText_ThrowsNothingElse() =>
        Check.QuickThrowOnFailure(Prop.ForAll<string>(text => text is null || IsHonest(text)));

    [Fact]
    public void Parse_PiecesOfSweeps_ThrowNothingElse()
    {
        Gen<string> piece = Gen.Elements(
            "1", "2.5", "-3", "e9", "1e999", ".", "..", ",", " ", " step ", " in ", "MHz", "dBm", "dB", "W", "uW", "٣", "\n", "+",
            "NaN", "°C", "0");
        Gen<string> text = piece.ArrayOf().Select(string.Concat);

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(5000), Prop.ForAll(text.ToArbitrary(), IsHonest));
    }

    public static TheoryData<string> HostileTexts { get; } =
    [
        "", " ", "NaN", "Infinity", "-Infinity Hz", "∞ Hz", "1e999 Hz", "1e-999 Hz", "1e308 THz", "--1 Hz", "1..2", "..", "...",
        "1..2..3 Hz step 1 Hz",
        "1..2 Hz step 0 Hz", "1..2 Hz step -1 Hz", "1..2 Hz step 1e-300 Hz", "-1e308..1e308 Hz step 1e300 Hz",
        "-1e308..1e308 Hz in 3", "1..2 Hz in 0",
        "1..2 Hz in 99999999", "1..2 Hz in ٣", "1..2 Hz in 999999999999", "1, 2, x Hz", ",", "1 Hz,", "0..1 °C step 1 °C",
        "1\0Hz",
        new string('9', Many) + " Hz", new string(' ', Many), "1.." + new string(' ', Many) + "step",
        new string('.', Many),
        "1..2" + string.Concat(Enumerable.Repeat(" step", Many / 5)),
        "1..2" + string.Concat(Enumerable.Repeat(" in", Many / 3)) + " x",
        string.Concat(Enumerable.Repeat("1..", Many / 3)), "1 " + new string('M', Many) + "Hz", new string(',', Many),
    ];

    [Theory]
    [MemberData(nameof(HostileTexts))]
    public async Task Parse_HostileText_ThrowsNothingElseAndEnds(string text) =>
        Assert.True(await Task.Run(() => IsHonest(text)).WaitAsync(ForEver));

    private static void RoundTrips<T>()
        where T : struct, IQuantity<T> =>
        Check.QuickThrowOnFailure(Prop.ForAll<double>(value =>
        {
            // Beside the ends of the doubles a prefix overflows or loses digits; no quantity of physics is there.
            if (!(Math.Abs(value) is 0 or > 1e-290 and < 1e290))
            {
                return true;
            }

            double back = Quantity.Parse<T>(Quantity.Format(T.FromSi(value), 17)).SiValue;
            return Math.Abs(back - value) <= RelativeTolerance * Math.Abs(value);
        }));

    private static bool IsHonest(string text)
    {
        Read(() => Assert.True(double.IsFinite(Quantity.Parse<Frequency>(text).Hertz)));
        Read(() => Assert.True(double.IsFinite(Quantity.Parse<Power>(text).Watts)));
        Read(() => Assert.All(Sweep<Frequency>.Parse(text).Take(100), value => Assert.True(double.IsFinite(value.Hertz))));
        Read(() => Assert.All(Sweep<Power>.Parse(text).Take(100), value => Assert.True(double.IsFinite(value.Watts))));
        return true;
    }

    private static void Read(Action parse)
    {
        try
        {
            parse();
        }
        catch (QuantityFormatException)
        {
            // The one error that a text may cause.
        }
    }
}
