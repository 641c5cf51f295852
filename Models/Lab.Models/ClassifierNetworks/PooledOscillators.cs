using System.Numerics;
using Lab.Models.Kernels;

namespace Lab.Models.ClassifierNetworks;

/// <summary>Max-pooling of 2 × 2 and an oscillator after each.</summary>
/// <param name="side">Rows and columns of the input.</param>
/// <param name="channels">Channels; a multiple of a vector's numbers.</param>
internal sealed class PooledOscillators(int side, int channels)
{
    private readonly int pooledSide = side / 2;

    /// <summary>How many oscillators.</summary>
    public int Count => pooledSide * pooledSide * channels;

    /// <summary>From currents to powers.</summary>
    /// <param name="input">Shape [row · column · channel].</param>
    /// <param name="currents">Receives the current of each oscillator, shape [row · column · channel].</param>
    /// <param name="places">Receives which of the four gave it: 0 and 1 in the upper row, 2 and 3 in the lower.</param>
    /// <param name="powers">Receives the powers, from the first one of an image of other width on.</param>
    /// <param name="width">Columns of that image.</param>
    public void Forward(ReadOnlySpan<float> input, Span<float> currents, Span<int> places, Span<float> powers, int width)
    {
        int lanes = Vector<float>.Count;
        for (int row = 0; row < pooledSide; row++)
        {
            for (int column = 0; column < pooledSide; column++)
            {
                ReadOnlySpan<float> upper = input.Slice(((2 * row * side) + (2 * column)) * channels, 2 * channels);
                ReadOnlySpan<float> lower = input.Slice(((((2 * row) + 1) * side) + (2 * column)) * channels, 2 * channels);
                int at = ((row * pooledSide) + column) * channels;
                Span<float> to = powers.Slice(((row * width) + column) * channels, channels);
                for (int i = 0; i < channels; i += lanes)
                {
                    var largest = new Vector<float>(upper[i..]);
                    Vector<int> place = Vector<int>.Zero;
                    for (int other = 1; other < 4; other++)
                    {
                        var value = new Vector<float>((other > 1 ? lower : upper)[(((other & 1) * channels) + i)..]);
                        Vector<int> isLarger = Vector.GreaterThan(value, largest);
                        largest = Vector.ConditionalSelect(isLarger, value, largest);
                        place = Vector.ConditionalSelect(isLarger, new Vector<int>(other), place);
                    }

                    largest.CopyTo(currents[(at + i)..]);
                    place.CopyTo(places[(at + i)..]);
                    OscillatorNeuron.Power(largest).CopyTo(to[i..]);
                }
            }
        }
    }

    /// <summary>From derivatives by powers to derivatives by the currents that pooling let through.</summary>
    public void Backward(
        ReadOnlySpan<float> currents, ReadOnlySpan<int> places, ReadOnlySpan<float> gradient, int width, SparseGradient result)
    {
        result.Clear();
        int lanes = Vector<float>.Count;
        Span<float> slopes = stackalloc float[lanes];
        for (int row = 0; row < pooledSide; row++)
        {
            for (int column = 0; column < pooledSide; column++)
            {
                int at = ((row * pooledSide) + column) * channels;
                ReadOnlySpan<float> from = gradient.Slice(((row * width) + column) * channels, channels);
                for (int i = 0; i < channels; i += lanes)
                {
                    Vector<float> slope =
                        OscillatorNeuron.Slope(new Vector<float>(currents[(at + i)..])) * new Vector<float>(from[i..]);
                    if (Vector.EqualsAll(slope, Vector<float>.Zero))
                    {
                        continue;
                    }

                    slope.CopyTo(slopes);
                    for (int lane = 0; lane < lanes; lane++)
                    {
                        if (slopes[lane] != 0)
                        {
                            int place = places[at + i + lane];
                            result.Add((2 * row) + (place >> 1), (2 * column) + (place & 1), i + lane, slopes[lane]);
                        }
                    }
                }
            }
        }
    }
}
