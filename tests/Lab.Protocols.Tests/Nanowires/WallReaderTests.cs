using Lab.Models.KerrLoops;
using Lab.Models.Nanowires;
using Lab.Models.Randomness;
using Lab.Protocols.Nanowires;
using Lab.Quantities;

namespace Lab.Protocols.Tests.Nanowires;

/// <summary>The reader that settings give, on loops whose walls are known.</summary>
public sealed class WallReaderTests
{
    private sealed record Settings : WallLoopSettings;

    /// <summary>Walls of fields at which many pass, some of which are freed within a millitesla: a faster loop has to read them
    /// as the default does.</summary>
    [Theory]
    [InlineData(20)]
    [InlineData(35)]
    [InlineData(50)]
    public void ReaderOf_FasterLoop_ReadsPinnedWallsAsPinned(double hertz)
    {
        var settings = new Settings { LoopFrequency = Frequency.FromHertz(hertz) };
        settings.RequireMeaning();
        (int pinned, int asPassed) = Count(settings, new KerrDetector(), 5.3e-3, 5.9e-3);

        // Least confidence promises 97 % of those that are told.
        Assert.InRange(pinned, 100, 2000);
        Assert.True(asPassed <= 0.03 * pinned, $"{asPassed} of {pinned} pinned walls were read as passed");
    }

    /// <summary>A detector with fifty times the voltage has as much of drift, hum and pick-up in it: what is likely of them goes
    /// with the whole change.</summary>
    [Fact]
    public void ReaderOf_AmplifiedSignalAndOtherMains_ReadsAsWell()
    {
        const double gain = 50;
        var plain = new KerrDetector();
        var detector = plain with
        {
            Swing = plain.Swing * gain,
            Noise = plain.Noise * gain,
            Hum = plain.Hum * gain,
            HumFrequency = Frequency.FromHertz(60),
            VoltsPerTesla = plain.VoltsPerTesla * gain,
            DriftVoltsPerSecond = plain.DriftVoltsPerSecond * gain,
        };
        var settings = new Settings { KerrSwing = detector.Swing, MainsFrequency = Frequency.FromHertz(60) };
        (int pinned, int asPassed, int undetermined) = CountAll(settings, detector, 4e-3, 5e-3);
        (int same, int sameAsPassed, int sameUndetermined) = CountAll(
            new Settings(), plain with { HumFrequency = Frequency.FromHertz(50) }, 4e-3, 5e-3);

        Assert.Equal(same, pinned); // the walls are the same
        Assert.InRange(asPassed, 0, sameAsPassed + 3);
        Assert.InRange(undetermined, 0, sameUndetermined + 5);
    }

    private static (int Pinned, int AsPassed) Count(
        WallLoopSettings settings, KerrDetector detector, double fromTesla, double toTesla) =>
        CountAll(settings, detector, fromTesla, toTesla) is var (pinned, asPassed, _) ? (pinned, asPassed) : default;

    private static (int Pinned, int AsPassed, int Undetermined) CountAll(
        WallLoopSettings settings, KerrDetector detector, double fromTesla, double toTesla)
    {
        const int loops = 1500;
        ChangePointReader reader = WallReader.ReaderOf(settings);
        var maker = new KerrLoopMaker(
            new NotchedNanowire(), new SinusoidalField { Frequency = settings.LoopFrequency }, new KerrSpot(), detector,
            Frequency.FromHertz(100e3), RandomStream.For(1, "walls"), RandomStream.For(1, "noise"));
        var fields = RandomStream.For(1, "fields");
        (int pinned, int asPassed, int undetermined) = (0, 0, 0);
        for (int loop = 0; loop < loops; loop++)
        {
            double tesla = fromTesla + ((toTesla - fromTesla) * fields.NextDouble());
            (LoopRecord record, IReadOnlyList<WallEvent> events) = maker.Make(MagneticField.FromTesla(tesla), 0.103);
            WallReading reading = reader.Read(record).Wall;
            undetermined += reading == WallReading.NotDetermined ? 1 : 0;
            if (KerrLoopMaker.TruthOf(events) == WallReading.Pinned)
            {
                pinned++;
                asPassed += reading == WallReading.Passed ? 1 : 0;
            }
        }

        return (pinned, asPassed, undetermined);
    }
}
