using Lab.Instruments.Clocks;
using Lab.Instruments.Electromagnets;
using Lab.Quantities;

namespace Lab.Instruments.Tests.Electromagnets;

/// <summary>A gaussmeter that measures at its own times, and answers with the newest reading or the next.</summary>
internal sealed class SimulatedGaussmeter(
    SimulatedMagnetConditions conditions, SimulatedMagnet magnet, VirtualClock clock) : IGaussmeter
{
    private readonly Random random = new(conditions.Seed);
    private long number = long.MinValue;
    private double oersted;

    public string Name => "gaussmeter";

    public InstrumentIdentity Identity { get; } = new("Simulated", "Gaussmeter", "0", "0");

    /// <summary>How often it was asked.</summary>
    public int Queries { get; private set; }

    public async ValueTask<MagneticField> ReadFieldAsync(CancellationToken cancellationToken = default)
    {
        Queries++;
        double interval = 1 / conditions.ReadingsPerSecond;
        long newest = (long)Math.Floor((magnet.Now / interval) - conditions.Phase);
        if (conditions.WaitsForNew)
        {
            newest++;
            await clock.WaitAsync(Duration.FromSeconds(((newest + conditions.Phase) * interval) - magnet.Now), cancellationToken);
        }

        if (newest != number)
        {
            number = newest;
            double noise = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            double value = magnet.OerstedAt((newest + conditions.Phase) * interval) + (conditions.Noise * noise);
            oersted = Math.Round(value / conditions.Digit) * conditions.Digit;
        }

        await clock.WaitAsync(Duration.FromSeconds(conditions.Latency), cancellationToken);
        return MagneticField.FromOersted(oersted);
    }

    public ValueTask<Temperature> ReadProbeTemperatureAsync(CancellationToken cancellationToken = default) =>
        new(Temperature.FromDegreesCelsius(25));

    public ValueTask<IReadOnlyList<InstrumentError>> ReadErrorsAsync(CancellationToken cancellationToken = default) => new([]);

    public ValueTask MakeSafeAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
