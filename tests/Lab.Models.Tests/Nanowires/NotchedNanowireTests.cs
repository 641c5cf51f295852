using Lab.Models.Nanowires;
using Lab.Models.Randomness;
using Lab.Quantities;
using Xunit;

namespace Lab.Models.Tests.Nanowires;

public sealed class NotchedNanowireTests
{
    private const double Pulse = 0.103; // 30 V in 290 Ω, A

    private static readonly NotchedNanowire Wire = new();

    [Fact]
    public void EscapesBetween_GrowingField_IsTheIntegralOfTheRate()
    {
        // Garg's rate by Simpson's rule, in the test's own words.
        var structure = new WallStructure(1, MagneticField.FromTesla(9e-3), 120);
        const double from = 6.5e-3;
        const double to = 7.6e-3;
        const double seconds = 1e-3;
        const int pieces = 2000;
        double RateAt(double field)
        {
            double left = 1 - (field / 9e-3);
            return 1e9 * Math.Sqrt(left) * Math.Exp(-120 * Math.Pow(left, 1.5));
        }

        double sum = RateAt(from) + RateAt(to);
        for (int i = 1; i < pieces; i++)
        {
            sum += RateAt(from + ((to - from) * i / pieces)) * (i % 2 == 1 ? 4 : 2);
        }

        double expected = sum * seconds / pieces / 3;
        Assert.Equal(1, structure.EscapesBetween(from, to, seconds) / expected, 1e-8);
        Assert.Equal(1, structure.EscapesBetween(to, from, seconds) / expected, 1e-8); // falling again
        Assert.Equal(RateAt(to) * seconds, structure.EscapesBetween(to, to, seconds), 1e-9 * RateAt(to));
        Assert.Equal(double.PositiveInfinity, structure.EscapesBetween(from, 9e-3, seconds));
    }

    [Fact]
    public void MoveTo_WithoutAListOfEvents_DoesTheSame()
    {
        var told = new NanowireState(Wire, new RandomStream(4));
        var untold = new NanowireState(Wire, new RandomStream(4));
        List<WallEvent> events = [];
        foreach (double tesla in (double[])[15e-3, -15e-3, 15e-3, 0])
        {
            told.MoveTo(told.Seconds + 0.01, tesla, events);
            untold.MoveTo(untold.Seconds + 0.01, tesla);
            Assert.Equal((told.Before, told.After), (untold.Before, untold.After));
        }

        Assert.Equal(3, events.Count(each => each.Kind is WallEventKind.Nucleated));
        Assert.Equal((1, 1), (untold.Before, untold.After));
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(1)]
    [InlineData(4)]
    public void FieldAfter_Escapes_IsWhereTheyAreReached(double escapes)
    {
        WallStructure structure = Wire.Structures[0];
        double field = structure.FieldAfter(escapes, FieldRate.FromTeslaPerSecond(2)).Tesla;
        Assert.Equal(escapes, structure.EscapesBetween(0, field, field / 2), 1e-6 * escapes);
    }

    /// <summary>Depinning fields grow with the logarithm of the field's rate (Garg 1995).</summary>
    [Fact]
    public void FieldAfter_FasterField_IsHigherByTheLogarithm()
    {
        WallStructure structure = Wire.Structures[0];
        double BarrierAt(double rate) =>
            150 * Math.Pow(1 - (structure.FieldAfter(1, FieldRate.FromTeslaPerSecond(rate)).Tesla / 8.2e-3), 1.5);
        Assert.Equal(Math.Log(10), BarrierAt(0.2) - BarrierAt(2), 1e-3);
    }

    [Theory]
    [InlineData(4.0)]
    [InlineData(4.63)]
    [InlineData(5.2)]
    public void Inject_AtAField_PassesWithItsProbability(double millitesla)
    {
        const int shots = 4000;
        int passed = 0;
        var random = RandomStream.For(1, "wall");
        for (int i = 0; i < shots; i++)
        {
            List<WallEvent> events = Shoot(random, millitesla * 1e-3, Pulse, until: millitesla * 1e-3);
            passed += events[0].Kind == WallEventKind.Passed ? 1 : 0;
        }

        double p = 0.0219 + (0.9781 / (1 + Math.Exp(-2.73 * (millitesla - 4.63))));
        Assert.Equal(p, passed / (double)shots, 4 * Math.Sqrt(p * (1 - p) / shots));
    }

    [Fact]
    public void MoveTo_WithoutAnInjection_ReversesAtTheNucleationFieldAlone()
    {
        var random = RandomStream.For(2, "wall");
        Assert.Empty(Shoot(random, 5e-3, pulse: 0, until: 10e-3));
        double[] fields = [.. Enumerable.Range(0, 1000).Select(_ =>
        {
            WallEvent only = Assert.Single(Shoot(random, 5e-3, pulse: 0, until: 15e-3));
            Assert.Equal(WallEventKind.Nucleated, only.Kind);
            return only.Tesla * 1e3;
        })];
        double mean = fields.Average();
        double deviation = Math.Sqrt(fields.Sum(field => (field - mean) * (field - mean)) / fields.Length);
        Assert.Equal(10.74, mean, 4 * 0.07 / Math.Sqrt(1000));
        Assert.Equal(0.07, deviation, 4 * 0.07 / Math.Sqrt(2000));
    }

    [Fact]
    public void Inject_PinnedWall_IsFreedBetweenPropagationAndNucleation()
    {
        var random = RandomStream.For(3, "wall");
        List<double> freed = [];
        for (int i = 0; i < 3000; i++)
        {
            List<WallEvent> events = Shoot(random, 3e-3, Pulse, until: 15e-3);
            if (events[0].Kind == WallEventKind.Pinned)
            {
                Assert.Equal(2, events.Count);
                Assert.Equal(WallEventKind.Freed, events[1].Kind);
                freed.Add(events[1].Tesla * 1e3);
            }
        }

        // At 2 T/s the structures are freed at 6.9, 7.9 and 8.8 mT.
        Assert.InRange(freed.Min(), 6, 7);
        Assert.InRange(freed.Max(), 8.5, 10);
        freed.Sort();
        double share = freed.Count(field => field < 7.4) / (double)freed.Count;
        Assert.Equal(0.5, share, 4 * Math.Sqrt(0.25 / freed.Count));

        // The median of the first structure: half of 1 are free where the escapes are ln 2.
        double expected = Wire.Structures[0].FieldAfter(Math.Log(2), FieldRate.FromTeslaPerSecond(2)).Tesla * 1e3;
        Assert.Equal(expected, freed[freed.Count / 4], 0.05);
    }

    /// <summary>A wall in a field that stays waits as long as its exponential distribution has it, in the middle of a
    /// step.</summary>
    [Fact]
    public void MoveTo_FieldThatStays_FreesTheWallInItsTime()
    {
        const double field = 4.63e-3;
        NotchedNanowire wire = Wire with { Structures = [new WallStructure(1, MagneticField.FromTesla(6e-3), 100)] };
        double rate = wire.Structures[0].EscapesBetween(field, field, 1);
        var random = RandomStream.For(3, "held");
        List<double> waits = [];
        for (int i = 0; i < 2000; i++)
        {
            var state = new NanowireState(wire, random, 0, field);
            state.Inject(Pulse);
            if (state.IsPinned)
            {
                List<WallEvent> events = [];
                state.MoveTo(40 / rate, field, events);
                waits.Add(Assert.Single(events).Seconds * rate);
            }
        }

        // Mean and deviation are one, told to three per cent by the thousand walls that are pinned.
        Assert.InRange(waits.Count, 700, 1300);
        Assert.Equal(1, waits.Average(), 0.1);
        Assert.InRange(waits.Count(wait => wait < Math.Log(2)) / (double)waits.Count, 0.44, 0.56);
    }

    [Fact]
    public void MoveTo_InOneStepOrInMany_FindsTheSameFields()
    {
        List<WallEvent> coarse = Shoot(RandomStream.For(5, "wall"), 2e-3, Pulse, until: 15e-3, steps: 1);
        List<WallEvent> fine = Shoot(RandomStream.For(5, "wall"), 2e-3, Pulse, until: 15e-3, steps: 997);
        Assert.Equal(coarse.Select(each => each.Kind), fine.Select(each => each.Kind));
        Assert.All(coarse.Zip(fine), pair => Assert.Equal(pair.First.Tesla, pair.Second.Tesla, 1e-9));
    }

    [Fact]
    public void Follow_ARecordWithAPulse_HasStepsWhereTheEventsAre()
    {
        const int count = 800;
        const double sample = 1e-5;
        double[] field = [.. Enumerable.Range(0, count).Select(i => 2 * i * sample)]; // 2 T/s
        double[] before = new double[count];
        double[] after = new double[count];
        List<WallEvent> events = [];
        var state = new NanowireState(Wire, RandomStream.For(6, "wall"));
        state.Follow(field, 0, sample, [new(-1e-3, Pulse), new(1.5013e-3, Pulse), new(1, Pulse)], before, after, events);

        // At 3 mT few walls pass.
        Assert.Equal([WallEventKind.Pinned, WallEventKind.Freed], events.Select(each => each.Kind));
        Assert.Equal(3.0026e-3, events[0].Tesla, 1e-12);
        Assert.Equal(151, Array.FindIndex(before, each => each > 0));
        Assert.Equal((int)Math.Ceiling(events[1].Seconds / sample), Array.FindIndex(after, each => each > 0));
        Assert.Equal((1, 1), (state.Before, state.After));
    }

    [Fact]
    public void MoveTo_BackWithAPinnedWall_DrivesItBack()
    {
        var never = new PassProbability { Centre = MagneticField.FromTesla(20e-3), Floor = 0 };
        var state = new NanowireState(Wire with { PassProbability = never }, RandomStream.For(1, "wall"));
        List<WallEvent> events = [];
        state.MoveTo(1e-3, 3e-3);
        state.Inject(Pulse, events);
        Assert.True(state.IsPinned);
        Assert.Equal((1, -1), (state.Before, state.After));
        state.MoveTo(3e-3, -5e-3, events);
        Assert.False(state.IsPinned);
        Assert.Equal((-1, -1), (state.Before, state.After));
        Assert.Equal([WallEventKind.Pinned, WallEventKind.Retreated], events.Select(each => each.Kind));
        Assert.Equal(-0.5e-3, events[1].Tesla, 1e-9);
    }

    [Theory]
    [InlineData(0.04)] // far below the current that injects
    [InlineData(-0.103)] // of the sign that the wire has
    public void Inject_UnsuitablePulse_InjectsNothing(double amperes)
    {
        List<WallEvent> events = Shoot(RandomStream.For(4, "wall"), 5e-3, amperes, until: 10e-3);
        Assert.Equal(WallEventKind.NotInjected, Assert.Single(events).Kind);
    }

    [Fact]
    public void Draw_ManyWires_SpreadsAsItSays()
    {
        var spread = new NanowireSpread();
        NotchedNanowire[] wires =
        [
            .. Enumerable.Range(0, 500).Select(index => Wire.Draw(spread, RandomStream.For(1, "wire", (ulong)index))),
        ];
        double[] centres = [.. wires.Select(wire => wire.PassProbability.Centre.Tesla * 1e3)];
        double mean = centres.Average();
        Assert.Equal(4.63, mean, 4 * 0.25 / Math.Sqrt(500));
        Assert.Equal(
            0.25, Math.Sqrt(centres.Average(centre => (centre - mean) * (centre - mean))), 4 * 0.25 / Math.Sqrt(1000));
        Assert.All(wires, wire => Assert.Null(wire.FindFault()));
        Assert.Equal(wires[7].PassProbability, Wire.Draw(spread, RandomStream.For(1, "wire", 7)).PassProbability);
    }

    [Fact]
    public void FindFault_SharesThatDoNotSum_SaysSo() => Assert.Equal(
        "The structures of pinned walls need shares that sum to 1, positive fields and positive stabilities.",
        (Wire with { Structures = [Wire.Structures[0]] }).FindFault());

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(2500, 0.02275)] // half of erfc(√2): the normal distribution beyond two standard deviations
    [InlineData(-2500, 0.97725)]
    [InlineData(1250, 0.15866)]
    public void ShareBefore_SpotOffTheNotch_IsThePartOfTheBeam(double nanometers, double expected) =>
        Assert.Equal(expected, new KerrSpot { Along = Length.FromNanometers(nanometers) }.ShareBefore, 1e-5);

    [Fact]
    public void Strength_SpotOffTheAxis_FallsAsTheBeam() =>
        Assert.Equal(Math.Exp(-2), new KerrSpot { Across = Length.FromNanometers(2500) }.Strength, 1e-12);

    [Fact]
    public void Measure_StepAndNoise_AreThoseOfTheLowPass()
    {
        const int count = 200_000;
        const double sample = 1e-5;
        var detector = new KerrDetector
        {
            VoltsPerTesla = 0,
            DriftVoltsPerSecond = 0,
            Hum = Voltage.FromVolts(0),
            Bandwidth = Frequency.FromHertz(2000),
            Noise = Voltage.FromVolts(1e-3),
        };
        double[] states = [.. Enumerable.Range(0, count).Select(i => i < 10 ? -1.0 : 1.0)];
        double[] field = new double[count];
        double[] noisy = new double[count];
        detector.Measure(new KerrSpot(), states, states, field, 0, sample, RandomStream.For(1, "noise"), noisy);
        double[] clean = new double[count];
        (detector with { Noise = Voltage.FromVolts(0) }).Measure(
            new KerrSpot(), states, states, field, 0, sample, RandomStream.For(1, "noise"), clean);

        // 20 mV up, of which e⁻¹ is left after 1/(2πB).
        double left = (10e-3 - clean[10 + 7]) / 20e-3;
        Assert.Equal(Math.Exp(-Math.Tau * 2000 * 8 * sample), left, 1e-9);
        double square = noisy.Zip(clean, (with, without) => (with - without) * (with - without)).Average();
        double samplesOfCorrelation = 1 / (Math.Tau * 2000 * sample);
        Assert.Equal(1e-6, square, 4e-6 * Math.Sqrt(samplesOfCorrelation / count));
    }

    [Fact]
    public void TeslaAt_WarmMagnet_MeetsAnotherField()
    {
        var field = new SinusoidalField();
        var wanted = MagneticField.FromTesla(4.63e-3);
        double pulse = field.SecondsTo(wanted);
        double cold = (field with { WarmLag = default, WarmLoss = 0 }).TeslaAt(pulse);
        Assert.Equal(4.63e-3, cold, 1e-12);

        // A period later in the eighth hour: 0.3·0.02·15 mT·… and 60 µs at 1.8 T/s.
        double warm = field.TeslaAt(pulse + (8 * 3600));
        double phase = Math.Asin(4.63 / 15) - (Math.Tau * 20 * 60e-6);
        Assert.Equal(15e-3 * 0.98 * Math.Sin(phase), warm, 1e-8);
        Assert.InRange(cold - warm, 0.1e-3, 0.3e-3);
        Assert.Throws<ArgumentOutOfRangeException>(() => field.SecondsTo(MagneticField.FromTesla(16e-3)));
    }

    // A field that grows by 2 T/s, with a pulse on its way.
    private static List<WallEvent> Shoot(RandomStream random, double at, double pulse, double until, int steps = 1)
    {
        const double rate = 2;
        var state = new NanowireState(Wire, random);
        List<WallEvent> events = [];
        state.MoveTo(at / rate, at, events);
        if (pulse != 0)
        {
            state.Inject(pulse, events);
        }

        for (int step = 1; step <= steps; step++)
        {
            double field = at + ((until - at) * step / steps);
            state.MoveTo(field / rate, field, events);
        }

        return events;
    }
}
