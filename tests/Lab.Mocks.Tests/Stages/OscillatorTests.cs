using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Instruments.Clocks;
using Lab.Mocks.Parts;
using Lab.Mocks.Stages;
using Lab.Models.SignalAnalysis;
using Lab.Quantities;

namespace Lab.Mocks.Tests.Stages;

public sealed class OscillatorTests
{
    private const double Rate = 2.5e9;
    private const double GeneratorRate = 1.2e9;
    private const double CarrierHertz = 232e6;
    private const double DriveVolts = 0.35;
    private const double LeakDelay = 12.35e-9;
    private const double LargestCode = 32_767;

    [Fact]
    public void Capture_FreeRunning_ShowsTheLineOfTheOperatingPoint()
    {
        SampleStage stage = Stage();
        stage.Drive("source", new DirectCurrent(Current.FromAmperes(5e-3)));
        double[] volts = Record(stage, 500_000);
        PowerSpectrum spectrum = PowerSpectrum.Welch(volts, Rate, 12_500);
        var line = LorentzLine.Fit(spectrum, 222e6, 242e6);

        // 200 µs are some 600 times the coherence: the width scatters by 7 %, and segments of 5 µs widen it by a tenth.
        Assert.NotNull(line);
        Assert.Equal(CarrierHertz, line.CentreHertz, 0.15e6);
        Assert.InRange(line.WidthHertz, 0.85e6, 1.4e6);

        // Half of 5 mV comes out: a mean square of (2.5 mV)²/2, of which noise leaves the power as it is.
        Assert.Equal(2.5e-3 * 2.5e-3 / 2, volts.Average(v => v * v), 0.03 * 2.5e-3 * 2.5e-3 / 2);
    }

    [Fact]
    public void Capture_DriveWithinTheBand_LocksIt()
    {
        SampleStage stage = Stage(leak: 0);
        stage.Drive("source", new DirectCurrent(Current.FromAmperes(5e-3)));
        (double inside, _) = PhaseUnder(stage, 231e6);
        (double outside, double frequency) = PhaseUnder(stage, 238e6);

        // The reference: 0.4 to 0.55 rad inside; outside it slips at f_osc − f_rf = −4.99 MHz without noise.
        Assert.InRange(inside, 0.2, 0.7);
        Assert.True(outside > 10, $"{outside} rad");
        Assert.Equal(-4.99e6, frequency, 0.4e6);
    }

    [Theory]
    [InlineData(232e6)]
    [InlineData(224e6)]
    [InlineData(240e6)]
    public void Capture_AtRest_IsTheLeakWithPhaseSlopeAndDelay(double hertz)
    {
        SampleStage stage = Stage();
        stage.Drive("awg-1", Tone(hertz, DriveVolts, 0));
        double[] volts = Record(stage, 12_500);

        double expected = 15e-3 * hertz / CarrierHertz;
        for (int i = 5000; i < 7500; i++)
        {
            double seconds = 20e-6 + (i / Rate);
            double leak = expected * Math.Cos((Math.Tau * hertz * (seconds - LeakDelay)) + (Math.PI / 2));
            Assert.Equal(leak, volts[i], 5e-6);
        }
    }

    [Fact]
    public void Capture_CancellingWaveform_LeavesLittle()
    {
        SampleStage stage = Stage();
        stage.Drive("awg-1", Tone(236e6, DriveVolts, 0));
        stage.Drive("awg-2", Tone(236e6, 30e-3 * 236 / 232, Math.PI - (Math.Tau * 236e6 * LeakDelay) + (Math.PI / 2)));
        double[] volts = Record(stage, 12_500);

        Assert.All(volts[5000..7500], v => Assert.InRange(v, -1e-5, 1e-5));
    }

    [Fact]
    public void Capture_SameShot_IsTheSameRecord()
    {
        double[] first = RecordOfShot(3);

        Assert.Equal(first, RecordOfShot(3));
        Assert.NotEqual(first, RecordOfShot(4));

        static double[] RecordOfShot(long shot)
        {
            SampleStage stage = Stage();
            stage.Drive("source", new DirectCurrent(Current.FromAmperes(5e-3)));
            stage.Shots.Expect(shot);
            stage.Shots.Trigger();
            return Record(stage, 1000);
        }
    }

    /// <summary>What is played again has the motions of later shots computed ahead.</summary>
    [Fact]
    public void Capture_ShotAfterOthers_IsWhatItIsAlone()
    {
        SampleStage all = Driven();
        double[][] records = [.. Enumerable.Range(0, 14).Select(_ => RecordOf(all))];
        Assert.NotEqual(records[1], records[2]);
        foreach (int shot in (int[])[0, 1, 2, 8, 9, 13])
        {
            SampleStage alone = Driven();
            alone.Shots.Expect(shot);

            Assert.Equal(records[shot], RecordOf(alone));
        }

        // Taken once more, and out of turn.
        all.Shots.Expect(4);
        Assert.Equal(records[4], RecordOf(all));
        all.Shots.Expect(3);
        Assert.Equal(records[3], RecordOf(all));

        static SampleStage Driven()
        {
            SampleStage stage = Stage();
            stage.Drive("source", new DirectCurrent(Current.FromAmperes(5e-3)));
            stage.Drive("awg-1", Tone(231e6, DriveVolts, 0));
            return stage;
        }

        static double[] RecordOf(SampleStage stage)
        {
            stage.Shots.Trigger();
            return Record(stage, 2000);
        }
    }

    [Fact]
    public void Capture_NothingConnected_IsZero()
    {
        float[] samples = [1, 2, 3];
        Stage().Capture("nobody", new TraceWindow(default, 0, Rate), samples);

        Assert.Equal([0, 0, 0], samples);
    }

    [Fact]
    public void Drive_CurrentBeyondItsEnd_DestroysIt()
    {
        SampleStage stage = Stage();
        stage.Drive("source", new DirectCurrent(Current.FromAmperes(16e-3)));

        Assert.Equal("oscillator 'sto' was destroyed: source at 16 mA", stage.Damage?.ToString());
        Assert.Equal(double.PositiveInfinity, stage.Sense("source", Sensed.Voltage));
        Assert.All(Record(stage, 100), v => Assert.Equal(0, v));
    }

    private static (double Deviation, double Hertz) PhaseUnder(SampleStage stage, double hertz)
    {
        stage.Drive("awg-1", Tone(hertz, DriveVolts, 0));
        double[] volts = Record(stage, 12_500);
        double[] phases = AnalyticSignal.WithinBand(volts, Rate, 182e6, 282e6).PhasesAgainst(hertz)[500..^500];
        double mean = phases.Average();
        return (
            Math.Sqrt(phases.Average(phase => (phase - mean) * (phase - mean))),
            (phases[^1] - phases[0]) / (phases.Length - 1) * Rate / Math.Tau);
    }

    // From 20 µs on, in the middle of the tones below.
    private static double[] Record(SampleStage stage, int count)
    {
        float[] volts = new float[count];
        stage.Capture("scope", new TraceWindow(new TriggerMoment(0, 20e-6), 0, Rate), volts);
        return Array.ConvertAll(volts, volt => (double)volt);
    }

    // Forty microseconds from the clock's zero on. A code is held for a sample, in whose middle it stands.
    private static PlayedWaveform Tone(double hertz, double volts, double phase)
    {
        short[] codes =
        [
            .. Enumerable.Range(0, 48_000).Select(
                i => (short)Math.Round(LargestCode * Math.Cos((Math.Tau * hertz * i / GeneratorRate) + phase))),
        ];
        return new PlayedWaveform(
            new TriggerMoment(0, -0.5 / GeneratorRate), GeneratorRate, [new PlayedSegment(codes, 1)], 0, volts / LargestCode,
            ReconstructionFilter.Smooth(20), IsEndless: false);
    }

    private static SampleStage Stage(double leak = 30.0 / 350)
    {
        var values = new Dictionary<string, object>(
            Oscillator.Description.Schema.Keys.ToDictionary(key => key.Name, key => key.Default!))
        {
            ["leak"] = leak,
        };
        var part = new PartDefinition(Oscillator.Description.Schema, "sto", new SettingValues(values));
        var bench = new BenchDefinition
        {
            Name = "oscillator",
            Instruments = [],
            SafeState = [],
            Sample = new SampleDefinition { Parts = [part] },
            Wiring =
            [
                new WiringDefinition("source", Oscillator.Port, "sto", default),
                new WiringDefinition("awg-1", Oscillator.DrivePort, "sto", default),
                new WiringDefinition("awg-2", Oscillator.CancelPort, "sto", default),
                new WiringDefinition("scope", Oscillator.OutputPort, "sto", default),
            ],
        };
        return new SampleStage(bench, seed: 2, new VirtualClock(), Oscillator.Description);
    }
}
