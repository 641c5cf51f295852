using Lab.Instruments.Electromagnets;
using Lab.Instruments.Terminals;
using Lab.Mocks.Stages;
using Lab.Quantities;

namespace Lab.Instruments.Tests.Electromagnets;

/// <summary>The contract that every electromagnet must hold to, however its field is made.</summary>
public abstract class ElectromagnetContract
{
    /// <summary>The largest difference of a settled field from what was asked for.</summary>
    protected static readonly MagneticField Tolerance = MagneticField.FromOersted(0.5);

    /// <summary>Whether the twins have the manners of real instruments.</summary>
    protected virtual bool IsRough => false;

    protected abstract Task<TwinBench> OpenAsync(ulong seed = 1);

    [Theory]
    [InlineData(3500)]
    [InlineData(-1000)]
    [InlineData(0)]
    public async Task SetField_Any_SettlesWithinTolerance(double oersted)
    {
        await using TwinBench bench = await OpenAsync();
        MagneticField field = (await Magnet(bench).SetFieldAsync(MagneticField.FromOersted(oersted))).Field;
        Assert.Equal(oersted, field.Oersted, Tolerance.Oersted);
        Assert.Equal(oersted, StageField(bench).Oersted, Tolerance.Oersted);
        Assert.Equal(oersted, (await Magnet(bench).ReadFieldAsync()).Oersted, 2 * Tolerance.Oersted);
    }

    [Fact]
    public async Task SetField_ForbiddenByTheGate_MovesNothing()
    {
        await using TwinBench bench = await OpenAsync();
        bench.Gate.Allows = setPoint => setPoint.Channel != Channels.Field;
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => Magnet(bench).SetFieldAsync(MagneticField.FromOersted(100)).AsTask());
        Assert.Equal(InstrumentFault.Limit, error.Fault);
        Assert.Empty(bench.Gate.Passed);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public async Task SetField_NotAField_IsRefused(double tesla)
    {
        await using TwinBench bench = await OpenAsync();
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => Magnet(bench).SetFieldAsync(MagneticField.FromTesla(tesla)).AsTask());
        Assert.Equal($"{tesla} T is not a field (magnet). Correct what computes the set-point.", error.Message);
    }

    [Fact]
    public async Task MakeSafe_FromFullField_RampsDownWithinTheRate()
    {
        await using TwinBench bench = await OpenAsync();
        await Magnet(bench).SetFieldAsync(MagneticField.FromOersted(6250));
        double steepest = 0;
        RateProbe probe = RateProbe.On(bench, rate => steepest = Math.Max(steepest, rate), IsRough ? 0.5 : 0.05);
        double seconds = await MagnetBench.SecondsAsync(bench, () => Magnet(bench).MakeSafeAsync().AsTask());
        Assert.InRange(seconds, 31, 40); // exchanges of unequal length keep steps apart
        Assert.InRange(steepest, 150, 200);
        Assert.True(probe.Steps > (IsRough ? 40 : 100));
        Assert.Equal(0, StageField(bench).Oersted, 15.0); // the iron keeps 12 Oe
    }

    [Fact]
    public async Task Identity_OfAComposite_NamesItsParts()
    {
        await using TwinBench bench = await OpenAsync();
        Assert.Matches(@"^BIT 4886 20-20.* \+ MODEL475$", Magnet(bench).Identity.Model); // an old card gives its number here, too
        Assert.Empty(await Magnet(bench).ReadErrorsAsync());
    }

    protected static IElectromagnet Magnet(TwinBench bench) => bench.Get<IElectromagnet>(MagnetBench.Magnet);

    /// <summary>The field as it is, which no instrument of the bench tells without error.</summary>
    protected static MagneticField StageField(TwinBench bench) =>
        MagneticField.FromTesla(bench.Virtual.Stage.Sense(MagnetBench.Gaussmeter, Sensed.Field));

    /// <summary>Looks at the stage's field whenever a current is about to be set: the change since an earlier step over its time.
    /// Where messages take times of their own, a rate is one of several steps.</summary>
    protected sealed class RateProbe
    {
        private double oersted;
        private double seconds;

        public int Steps { get; private set; }

        public static RateProbe On(TwinBench bench, Action<double> report, double leastSeconds = 0.05)
        {
            var probe = new RateProbe { oersted = StageField(bench).Oersted, seconds = bench.Clock.GetTimestamp() * 1e-9 };
            bench.Gate.Allows = setPoint =>
            {
                double now = bench.Clock.GetTimestamp() * 1e-9;
                if (setPoint.Channel == Channels.Current && now - probe.seconds > leastSeconds)
                {
                    double field = StageField(bench).Oersted;
                    report(Math.Abs(field - probe.oersted) / (now - probe.seconds));
                    (probe.oersted, probe.seconds) = (field, now);
                    probe.Steps++;
                }

                return true;
            };
            return probe;
        }
    }
}
