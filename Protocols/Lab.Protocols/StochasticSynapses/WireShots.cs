using Lab.Models.KerrLoops;
using Lab.Models.StochasticSynapses;
using Lab.Protocols.Nanowires;
using Lab.Quantities;
using Lab.Runs;

namespace Lab.Protocols.StochasticSynapses;

/// <summary>The wire of a bench as every synapse in turn: a wall that is read for each sample.</summary>
/// <param name="walls">Injects and reads them; what cannot be trusted is taken again.</param>
internal sealed class WireShots(WallReader walls) : ISynapseShots
{
    /// <summary>Loops since the beginning, with those that were repeated.</summary>
    public long Loops { get; private set; }

    /// <summary>The largest miss of a pulse whose wall was read since <see cref="ForgetMisses"/>.</summary>
    public MagneticField LargestMiss { get; private set; }

    /// <summary>Begins a new <see cref="LargestMiss"/>.</summary>
    public void ForgetMisses() => LargestMiss = default;

    /// <summary>Injects a wall at a field until it is known whether it passed.</summary>
    /// <param name="field">The propagation field.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <returns>Whether it passed.</returns>
    /// <exception cref="RunException">None could be read, as often as the settings allow.</exception>
    /// <exception cref="Lab.Instruments.InstrumentException">An instrument fails.</exception>
    public async ValueTask<bool> PassesAsync(MagneticField field, CancellationToken cancellationToken)
    {
        WallRead wall = await walls.TakeAsync(field, cancellationToken).ConfigureAwait(false);
        Loops += 1 + wall.NotRead + wall.Missed;
        LargestMiss = MagneticField.FromTesla(Math.Max(Math.Abs(wall.Loop.Miss.Tesla), LargestMiss.Tesla));
        return wall.Reading.Wall == WallReading.Passed;
    }

    /// <inheritdoc/>
    public async ValueTask<int> CountPassedAsync(
        int synapse, MagneticField field, int shots, CancellationToken cancellationToken)
    {
        int passed = 0;
        for (int shot = 0; shot < shots; shot++)
        {
            passed += await PassesAsync(field, cancellationToken).ConfigureAwait(false) ? 1 : 0;
        }

        return passed;
    }
}
