using Lab.Models.KerrLoops;
using Lab.Models.Nanowires;
using Lab.Models.Randomness;
using Lab.Quantities;
using Xunit;

namespace Lab.Models.Tests.KerrLoops;

public sealed class LoopReaderTests
{
    private const double Pulse = 0.103;
    private const double LeastRight = 0.995; // the goal at a signal of five times the noise and a centred spot

    public static TheoryData<string> Readers => ["24 % rule", "change points"];

    [Theory]
    [MemberData(nameof(Readers))]
    public void Read_SignalOfFiveTimesTheNoise_IsRight(string name)
    {
        (int right, int wrong, int undetermined) = Try(name, 2000, new KerrSpot(), signalToNoise: 5, seed: 1);
        int all = right + wrong + undetermined;
        Assert.True(right >= LeastRight * all, $"{name}: {right} right, {wrong} wrong, {undetermined} undetermined of {all}");
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public void Read_WithoutNoise_FindsTheSteps(string name)
    {
        KerrLoopMaker maker = MakerOf(new KerrSpot { Along = Length.FromNanometers(400) }, 1e5, seed: 2);
        ILoopReader reader = ReaderOf(name);
        for (int i = 0; i < 100; i++)
        {
            (LoopRecord record, IReadOnlyList<WallEvent> events) = maker.Make(MagneticField.FromTesla(4.63e-3), Pulse);
            LoopReading reading = reader.Read(record);
            Assert.Equal(KerrLoopMaker.TruthOf(events), reading.Wall);
            Assert.Equal(events.Count, reading.Steps.Count);
            Assert.All(reading.Steps.Zip(events), pair => Assert.Equal(
                pair.Second.Seconds - maker.StartSeconds, pair.First.Seconds, 0.1e-3));
            if (reading.Steps.Count == 2)
            {
                double share = reading.Steps[0].Volts / reading.Steps.Sum(step => step.Volts);
                Assert.Equal(new KerrSpot { Along = Length.FromNanometers(400) }.ShareBefore, share, 0.03);
            }
        }
    }

    /// <summary>A wall that comes late, at the nucleation field, makes one step as well: only where it is can tell.</summary>
    [Fact]
    public void Read_NoWallCame_IsNotDetermined()
    {
        KerrLoopMaker maker = MakerOf(new KerrSpot(), 5, seed: 3);
        ILoopReader reader = ReaderOf("change points");
        int misread = 0;
        for (int i = 0; i < 500; i++)
        {
            (LoopRecord record, IReadOnlyList<WallEvent> events) = maker.Make(MagneticField.FromTesla(4.63e-3), 0);
            Assert.Equal(WallReading.NotDetermined, KerrLoopMaker.TruthOf(events));
            misread += reader.Read(record).Wall == WallReading.NotDetermined ? 0 : 1;
        }

        Assert.InRange(misread, 0, 1);
    }

    /// <summary>A wire that does not reverse at all, behind the background of the detector: the less the noise, the plainer is
    /// the ramp in the field.</summary>
    [Theory]
    [InlineData(5)]
    [InlineData(10)]
    [InlineData(20)]
    [InlineData(30)]
    [InlineData(50)]
    [InlineData(200)]
    public void Read_WireThatDoesNotReverse_IsNotDetermined(double signalToNoise)
    {
        KerrLoopMaker maker = MakerOf(
            new KerrSpot(), signalToNoise, seed: 6,
            new NotchedNanowire { NucleationField = MagneticField.FromTesla(1) });
        int told = 0;
        for (int i = 0; i < 200; i++)
        {
            (LoopRecord record, IReadOnlyList<WallEvent> events) = maker.Make(MagneticField.FromTesla(4.63e-3), 0);
            Assert.Empty(events);
            told += Calibrated.Read(record).Wall == WallReading.NotDetermined ? 0 : 1;
        }

        Assert.InRange(told, 0, 1);
    }

    /// <summary>A spot that has left the wire: what little is left of the change is not what a calibration has told.</summary>
    [Fact]
    public void Read_SpotOffTheWire_IsNotDetermined()
    {
        KerrLoopMaker maker = MakerOf(new KerrSpot { Across = Length.FromNanometers(4000) }, 20, seed: 7);
        for (int i = 0; i < 100; i++)
        {
            (LoopRecord record, _) = maker.Make(MagneticField.FromTesla(4.63e-3), Pulse);
            Assert.Equal(WallReading.NotDetermined, Calibrated.Read(record).Wall);
        }
    }

    /// <summary>Where little can be told, change points say so: what is told is right as often as they promise.</summary>
    [Theory]
    [InlineData(1.5, 0)]
    [InlineData(2.5, 1000)]
    public void Read_PoorSignal_IsNotDeterminedRatherThanWrong(double signalToNoise, double offsetNanometers)
    {
        (int right, int wrong, int undetermined) = Try(
            "change points", 1000, new KerrSpot { Along = Length.FromNanometers(offsetNanometers) }, signalToNoise, seed: 4);
        double allowed = (1 - Calibrated.LeastConfidence) * (right + wrong);
        Assert.True(wrong <= allowed, $"{right} right, {wrong} wrong, {undetermined} undetermined");
        Assert.InRange(undetermined, 20, 1000);
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public void Read_NoiseAlone_IsNotDetermined(string name)
    {
        var random = RandomStream.For(1, "noise");
        int count = 1875;
        int told = 0;
        for (int i = 0; i < 200; i++)
        {
            double[] volts = [.. Enumerable.Range(0, count).Select(_ => random.NextGaussian())];
            LoopReading reading = ReaderOf(name).Read(new LoopRecord(volts, new double[count], 1e-5, 8.5e-3));
            told += reading.Wall == WallReading.NotDetermined ? 0 : 1;
        }

        // The published rule has no notion of a signal: it reads noise as well.
        Assert.InRange(told, name == "change points" ? 0 : 10, name == "change points" ? 2 : 200);
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public void Read_ShortRecord_IsRefused(string name) => Assert.Throws<ArgumentException>(
        () => ReaderOf(name).Read(new LoopRecord(new double[20], new double[20], 1e-5, 1e-4)));

    private static (int Right, int Wrong, int Undetermined) Try(
        string name, int count, KerrSpot spot, double signalToNoise, ulong seed)
    {
        KerrLoopMaker maker = MakerOf(spot, signalToNoise, seed);
        ILoopReader reader = ReaderOf(name);
        var fields = RandomStream.For(seed, "fields");
        var probability = new PassProbability();
        (int right, int wrong, int undetermined) = (0, 0, 0);
        for (int i = 0; i < count; i++)
        {
            MagneticField field = probability.FieldOf(0.05 + (0.9 * fields.NextDouble()));
            (LoopRecord record, IReadOnlyList<WallEvent> events) = maker.Make(field, Pulse);
            WallReading reading = reader.Read(record).Wall;
            if (reading == WallReading.NotDetermined)
            {
                undetermined++;
            }
            else if (reading == KerrLoopMaker.TruthOf(events))
            {
                right++;
            }
            else
            {
                wrong++;
            }
        }

        return (right, wrong, undetermined);
    }

    private static ChangePointReader Calibrated => new() { Swing = new KerrDetector().Swing };

    private static ILoopReader ReaderOf(string name) => name == "24 % rule" ? new PeakReader() : Calibrated;

    private static KerrLoopMaker MakerOf(KerrSpot spot, double signalToNoise, ulong seed, NotchedNanowire? wire = null)
    {
        var detector = new KerrDetector();
        return new KerrLoopMaker(
            wire ?? new NotchedNanowire(), new SinusoidalField(), spot, detector with { Noise = detector.Swing / signalToNoise },
            Frequency.FromHertz(100_000), RandomStream.For(seed, "walls"), RandomStream.For(seed, "noise"));
    }
}
