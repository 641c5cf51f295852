using Lab.Benches;
using Lab.Instruments.Clocks;
using Lab.Quantities;

namespace Lab.Instruments.Drivers;

/// <summary>Reads the interlocks of a bench when they are due.</summary>
/// <remarks>An interlock that tripped is due until it was read inside its window, so that a paused run does not go on with
/// it.</remarks>
/// <param name="interlocks">The interlocks, in the bench file's order.</param>
/// <param name="find">Finds an instrument of the bench.</param>
/// <param name="clock">The bench's clock.</param>
internal sealed class InterlockWatch(
    IReadOnlyList<InterlockDefinition> interlocks, Func<string, IInstrument> find, TimeProvider clock)
{
    private readonly Dictionary<string, Duration> passedAt = [];

    /// <summary>Reads those that are due, up to the first that trips.</summary>
    /// <returns>The first trip, or <see langword="null"/>.</returns>
    /// <exception cref="InstrumentException">An instrument does not answer, or not what it should.</exception>
    public async ValueTask<InterlockTrip?> CheckAsync(CancellationToken cancellationToken)
    {
        foreach (InterlockDefinition interlock in interlocks)
        {
            if (IsDue(interlock) && await FindFaultAsync(interlock, cancellationToken).ConfigureAwait(false) is { } fault)
            {
                passedAt.Remove(interlock.Name);
                return new InterlockTrip(interlock.Name, $"{fault}, allowed is {interlock.Window}", interlock.EndsRun);
            }
        }

        return null;
    }

    // A clock that was put back has started a new run.
    private bool IsDue(InterlockDefinition interlock) =>
        !passedAt.TryGetValue(interlock.Name, out Duration passed)
        || clock.Now() - passed >= interlock.Every
        || clock.Now() < passed;

    private async ValueTask<string?> FindFaultAsync(InterlockDefinition interlock, CancellationToken cancellationToken)
    {
        string what = $"{interlock.Terminal} {interlock.Reading.Name}";
        Duration now = clock.Now();
        double value;
        try
        {
            value = await interlock.Reading.ReadAsync(
                find(interlock.Terminal.Instrument), cancellationToken).ConfigureAwait(false);
        }
        catch (InstrumentException error) when (error.Fault is InstrumentFault.Overflow or InstrumentFault.Refused)
        {
            // The instrument answers that it has no such number: what is watched is not known, which is no pass.
            return $"{what} has no reading ({error.What})";
        }

        if (!interlock.Allows(value))
        {
            return double.IsNaN(value) ? $"{what} has no reading" : $"{what} is {interlock.Reading.Show(value)}";
        }

        passedAt[interlock.Name] = now;
        return null;
    }
}
