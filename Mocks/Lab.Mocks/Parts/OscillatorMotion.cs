using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Lab.Models.StochasticOscillators;
using Lab.Models.StochasticOscillators.Solvers;

namespace Lab.Mocks.Parts;

/// <summary>What moves an oscillator in a record: its rates in the frame of the carrier, its drive, and the time.</summary>
/// <param name="Rates">The rates.</param>
/// <param name="StartMagnitude">The magnitude of its amplitude at the start.</param>
/// <param name="Drive">The envelope of what drives it, V; <see langword="null"/> for nothing.</param>
/// <param name="DrivePerVolt">What a volt of it makes, 1/s.</param>
/// <param name="Places">The time; a multiple of <see cref="Block"/>.</param>
/// <param name="CarrierHertz">The carrier.</param>
internal sealed record OscillatorMotion(
    OscillatorRates Rates, double StartMagnitude, CarrierEnvelope? Drive, double DrivePerVolt, EnvelopePlaces Places,
    double CarrierHertz)
{
    /// <summary>Steps that are computed at once.</summary>
    public const int Block = 64;

    private const int Lanes = 16;

    /// <summary>The motion by several chances, which cost little more than one: a step waits for the one before it, and a vector
    /// of the processor takes as many as there are lanes. Each motion is to the last bit what it is alone.</summary>
    /// <param name="chances">The chances, up to 16.</param>
    /// <param name="factor">What the amplitudes are multiplied by.</param>
    /// <param name="motions">Receive the amplitudes, one for each chance, with the places of this motion.</param>
    public void Under(ReadOnlySpan<MotionChance> chances, double factor, ReadOnlySpan<CarrierEnvelope> motions)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(chances.Length, Lanes);
        const int Width = 2 * Lanes;
        var ensemble = new OscillatorEnsemble<float, StochasticHeun>(Lanes, CarrierEnvelope.StepSeconds);
        ensemble.SetRates(Rates);
        var paths = new BrownianPath[chances.Length];
        float[] motion = new float[(Block + 1) * Width];
        for (int i = 0; i < chances.Length; i++)
        {
            // The paths of a row are the noise of one oscillator, one after the other.
            paths[i] = new BrownianPath(chances[i].Path, "noise", Lanes, CarrierEnvelope.StepSeconds);
            Complex start = Complex.FromPolarCoordinates(StartMagnitude, Math.Tau * chances[i].StartTurns);
            (motion[i], motion[Lanes + i]) = ((float)start.Real, (float)start.Imaginary);
        }

        float[] drawn = new float[2 * Block];
        float[] increments = new float[Block * Width];
        float[] force = Drive is null ? [] : new float[(Block + 1) * Width];
        for (int from = 0; from < Places.Count; from += Block)
        {
            for (int i = 0; i <= Block && Drive is not null; i++)
            {
                Complex drive = DrivePerVolt * Drive.At(Places.First + from + i);
                force.AsSpan(i * Width, Lanes).Fill((float)drive.Real);
                force.AsSpan((i * Width) + Lanes, Lanes).Fill((float)drive.Imaginary);
            }

            for (int lane = 0; lane < paths.Length; lane++)
            {
                paths[lane].Next<float>(drawn);
                for (int row = 0; row < Block / Lanes; row++)
                {
                    Scatter(drawn.AsSpan(row * Width, Lanes), increments.AsSpan((row * Lanes * Width) + lane));
                    Scatter(drawn.AsSpan((row * Width) + Lanes, Lanes), increments.AsSpan((row * Lanes * Width) + Lanes + lane));
                }
            }

            ensemble.Advance(increments, force, motion);
            for (int lane = 0; lane < motions.Length; lane++)
            {
                Gather(motion.AsSpan(lane), (float)factor, motions[lane].Real.Slice(from, Block));
                Gather(motion.AsSpan(Lanes + lane), (float)factor, motions[lane].Imaginary.Slice(from, Block));
            }

            motion.AsSpan(Block * Width, Width).CopyTo(motion);
        }
    }

    /// <summary>An envelope with its places.</summary>
    public CarrierEnvelope NewEnvelope() => new(Places, CarrierHertz);

    // One lane of the rows.
    private static void Scatter(ReadOnlySpan<float> values, Span<float> rows)
    {
        ref float to = ref rows[..(((values.Length - 1) * 2 * Lanes) + 1)][0];
        for (int i = 0; i < values.Length; i++)
        {
            Unsafe.Add(ref to, i * 2 * Lanes) = values[i];
        }
    }

    private static void Gather(ReadOnlySpan<float> rows, float factor, Span<float> values)
    {
        ref float from = ref MemoryMarshal.GetReference(rows[..(((values.Length - 1) * 2 * Lanes) + 1)]);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = factor * Unsafe.Add(ref from, i * 2 * Lanes);
        }
    }
}
