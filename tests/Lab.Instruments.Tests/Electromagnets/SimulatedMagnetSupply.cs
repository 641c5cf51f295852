using Lab.Instruments.Clocks;
using Lab.Instruments.Electromagnets;
using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Instruments.Tests.Electromagnets;

/// <summary>The supply of a <see cref="SimulatedMagnet"/>.</summary>
internal sealed class SimulatedMagnetSupply(
    SimulatedMagnetConditions conditions, SimulatedMagnet magnet, VirtualClock clock) : IMagnetSupply
{
    private bool output;

    public string Name => "supply";

    public InstrumentIdentity Identity { get; } = new("Simulated", "Supply", "0", "0");

    public CurrentRate RampRate { get; } = CurrentRate.FromAmperesPerSecond(1000);

    public async ValueTask RampToAsync(Current current, CancellationToken cancellationToken = default)
    {
        await AnswerAsync(cancellationToken);
        magnet.SetPoint = current.Amperes;
    }

    public async ValueTask<Current?> ReadSetPointAsync(CancellationToken cancellationToken = default)
    {
        await AnswerAsync(cancellationToken);
        return conditions.TellsSetPoint ? Current.FromAmperes(Math.Round(magnet.SetPoint, 7)) : null;
    }

    public async ValueTask<Current> MeasureCurrentAsync(CancellationToken cancellationToken = default)
    {
        await AnswerAsync(cancellationToken);
        return Current.FromAmperes(Math.Round(magnet.Amperes / conditions.StepAmperes) * conditions.StepAmperes);
    }

    public ValueTask SetOutputAsync(bool on, CancellationToken cancellationToken = default)
    {
        output = on;
        return AnswerAsync(cancellationToken);
    }

    public ValueTask<bool> GetOutputAsync(CancellationToken cancellationToken = default) => new(output);

    public ValueTask<IReadOnlyList<InstrumentError>> ReadErrorsAsync(CancellationToken cancellationToken = default) => new([]);

    public ValueTask MakeSafeAsync(CancellationToken cancellationToken = default) => SetOutputAsync(on: false, cancellationToken);

    public async ValueTask ReadBackAsync(CancellationToken cancellationToken = default) =>
        await GetOutputAsync(cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private ValueTask AnswerAsync(CancellationToken cancellationToken) =>
        clock.WaitAsync(Duration.FromSeconds(conditions.SupplyLatency), cancellationToken);
}
