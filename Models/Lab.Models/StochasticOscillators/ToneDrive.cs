using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Lab.Models.Kernels;

namespace Lab.Models.StochasticOscillators;

/// <summary>The drive of oscillators by tones, one for each, whose frequency may change from block to block while the phase goes
/// on.</summary>
/// <remarks>Belongs to one thread at a time.</remarks>
/// <typeparam name="T">Single or double precision.</typeparam>
public sealed class ToneDrive<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly double stepSeconds;
    private readonly double[] turns;
    private readonly double[] hertz;
    private readonly double[] perSecond;

    // [real, imaginary][oscillator]: the turn of a step.
    private readonly AlignedMemory<T> rotation;

    /// <summary>Makes drives that are off.</summary>
    /// <param name="count">Oscillators. Positive.</param>
    /// <param name="stepSeconds">The step, s. Positive.</param>
    public ToneDrive(int count, double stepSeconds)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stepSeconds);
        (Count, this.stepSeconds) = (count, stepSeconds);
        Row = BrownianPath.RowOf(count);
        (turns, hertz, perSecond) = (new double[count], new double[count], new double[count]);
        rotation = new AlignedMemory<T>(2 * Row);
        rotation.Span[..Row].Fill(T.One);
    }

    /// <summary>Oscillators.</summary>
    public int Count { get; }

    /// <summary>Numbers of a row.</summary>
    public int Row { get; }

    /// <summary>Gives an oscillator its tone from now on; its phase goes on.</summary>
    /// <param name="oscillator">The number of the oscillator.</param>
    /// <param name="drivePerSecond">The drive F, 1/s.</param>
    /// <param name="offsetHertz">The tone's frequency less that of the frame.</param>
    public void Set(int oscillator, double drivePerSecond, double offsetHertz)
    {
        (perSecond[oscillator], hertz[oscillator]) = (drivePerSecond, offsetHertz);
        (double sine, double cosine) = Math.SinCos(Math.Tau * offsetHertz * stepSeconds);
        rotation.Span[oscillator] = T.CreateTruncating(cosine);
        rotation.Span[Row + oscillator] = T.CreateTruncating(sine);
    }

    /// <summary>The drive over the next steps.</summary>
    /// <param name="drive">Receives it in 1/s, shape [step + 1 · 2 · row]; its last row is the first one of the next.</param>
    public void Next(Span<T> drive)
    {
        int steps = (drive.Length / (2 * Row)) - 1;
        for (int i = 0; i < Count; i++)
        {
            (double sine, double cosine) = Math.SinCos(Math.Tau * turns[i]);
            drive[i] = T.CreateTruncating(perSecond[i] * cosine);
            drive[Row + i] = T.CreateTruncating(perSecond[i] * sine);
            turns[i] = Math.IEEERemainder(turns[i] + (hertz[i] * steps * stepSeconds), 1);
        }

        drive[Count..Row].Clear();
        drive[(Row + Count)..(2 * Row)].Clear();
        if (Vector512.IsHardwareAccelerated)
        {
            Turn<Lanes512<T>>(drive, steps);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Turn<Lanes256<T>>(drive, steps);
        }
        else
        {
            Turn<ScalarLane<T>>(drive, steps);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Turn<TVector>(Span<T> drive, int steps)
        where TVector : unmanaged, ILanes<TVector, T>
    {
        ref T turn = ref rotation.Span[0];
        for (int oscillator = 0; oscillator < Row; oscillator += TVector.Count)
        {
            ref T real = ref drive[oscillator];
            var by = new ComplexLanes<TVector, T>(
                TVector.Load(ref Unsafe.Add(ref turn, oscillator)), TVector.Load(ref Unsafe.Add(ref turn, Row + oscillator)));
            var tone = new ComplexLanes<TVector, T>(TVector.Load(ref real), TVector.Load(ref Unsafe.Add(ref real, Row)));
            for (int step = 0; step < steps; step++)
            {
                real = ref Unsafe.Add(ref real, 2 * Row);
                tone *= by;
                TVector.Store(tone.Real, ref real);
                TVector.Store(tone.Imaginary, ref Unsafe.Add(ref real, Row));
            }
        }
    }
}
