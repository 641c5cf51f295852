using Lab.Models.Kernels;
using Lab.Models.Randomness;
using Lab.Models.StochasticOscillators;
using Lab.Models.VortexOscillators;

namespace Lab.Models.ImageReservoirs;

/// <summary>One node after the other, each of which sees an image through a row of a random mask: u = Σ m·x, with weights evenly
/// spread about zero and of variance one over the number of components, so that u has a deviation of about one.</summary>
/// <remarks>The first nodes are those of a smaller number of nodes with the same seed. Safe to share between threads.</remarks>
public sealed class ImageNodes
{
    private const int Lanes = 16;

    private readonly float[] mask;
    private readonly VortexNodes? vortex;
    private readonly float smallest;
    private readonly float largest;

    /// <summary>Makes nodes with a mask.</summary>
    /// <param name="function">The function of the nodes.</param>
    /// <param name="count">How many nodes; without a function as many as there are components.</param>
    /// <param name="components">Components of an image.</param>
    /// <param name="maskSeed">The seed of the mask.</param>
    /// <param name="drive">How they drive a vortex oscillator, where it is one.</param>
    public ImageNodes(NodeFunction function, int count, int components, ulong maskSeed, VortexDrive drive)
    {
        ArgumentNullException.ThrowIfNull(drive);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        (Function, Components, Drive) = (function, components, drive);
        Count = function == NodeFunction.None ? components : count;
        var random = RandomStream.For(maskSeed, "image mask");
        double reach = Math.Sqrt(3.0 / components);
        mask = [.. Enumerable.Range(0, Count * components).Select(_ => (float)(reach * ((2 * random.NextDouble()) - 1)))];
        if (function == NodeFunction.Vortex)
        {
            vortex = new VortexNodes(drive.Oscillator, drive.NodeTime);
            smallest = (float)Math.Max(vortex.SmallestRatio, 0);
            largest = (float)Math.Min(vortex.LargestRatio, drive.Largest);
        }
    }

    /// <summary>The function of the nodes.</summary>
    public NodeFunction Function { get; }

    /// <summary>How many nodes.</summary>
    public int Count { get; }

    /// <summary>Components of an image.</summary>
    public int Components { get; }

    /// <summary>How they drive a vortex oscillator.</summary>
    public VortexDrive Drive { get; }

    /// <summary>Whether the numbers of an image are drawn anew where it is shown in another set or with another
    /// purpose.</summary>
    public bool IsNoisy => Function == NodeFunction.Vortex
        && (Drive.Temperature.Kelvin > 0 || Drive.Start == NodeStart.Heat || Drive.ReadNoise > 0);

    /// <summary>The masked images of a block.</summary>
    /// <param name="images">The images.</param>
    /// <param name="block">The block.</param>
    /// <param name="masked">Receives them, shape [node · image of the block].</param>
    internal void Mask(ComponentImages images, int block, Memory<float> masked)
    {
        const int width = ComponentImages.BlockLength;
        MatrixProduct.Multiply(mask, images.Block(block), masked, Count, width, Components);
    }

    /// <summary>The states of the nodes.</summary>
    /// <param name="images">The images.</param>
    /// <param name="block">The block of images.</param>
    /// <param name="purpose">The purpose of the images, which keeps the heat of one set apart from that of another.</param>
    /// <param name="states">Receives them, shape [node · image of the block]; those of images that are missing have no
    /// meaning.</param>
    public void Fill(ComponentImages images, int block, string purpose, Memory<float> states)
    {
        ArgumentNullException.ThrowIfNull(images);
        const int width = ComponentImages.BlockLength;
        if (Function == NodeFunction.None)
        {
            images.Block(block).CopyTo(states);
            return;
        }

        Mask(images, block, states);
        Span<float> span = states.Span[..(Count * width)];
        if (vortex is null)
        {
            Apply(Function, span);
            return;
        }

        if (IsNoisy)
        {
            Drives(span);
            Heat(vortex, span, purpose, block);
            return;
        }

        // Node after node, so that its currents are still in the first cache.
        Span<float> amplitudes = stackalloc float[width];
        amplitudes.Fill((float)Drive.FirstAmplitude);
        for (int node = 0; node < Count; node++)
        {
            Span<float> row = span.Slice(node * width, width);
            Drives(row);
            if (Drive.Start == NodeStart.Reset)
            {
                vortex.Restart(row, (float)Drive.ResetAmplitude);
            }
            else
            {
                vortex.Follow(row, amplitudes);
            }
        }
    }

    /// <summary>The currents of the nodes of a block, by which a bench drives an oscillator.</summary>
    /// <param name="images">The images.</param>
    /// <param name="block">The block of images.</param>
    /// <param name="currents">Receives them over J_c1, shape [node · image of the block]; those of images that are missing have
    /// no meaning.</param>
    /// <exception cref="InvalidOperationException">The nodes are no vortex oscillator.</exception>
    public void FillCurrents(ComponentImages images, int block, Memory<float> currents)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (vortex is null)
        {
            throw new InvalidOperationException($"Nodes of {Function} have no currents.");
        }

        Mask(images, block, currents);
        Drives(currents.Span[..(Count * ComponentImages.BlockLength)]);
    }

    /// <summary>The share of a block's currents that leave the range where the model of the vortex holds, or that of
    /// <see cref="VortexDrive.Largest"/>, and are held within.</summary>
    /// <param name="images">The images.</param>
    /// <param name="block">The block of images.</param>
    /// <param name="memory">Memory for the masked images of a block.</param>
    public double HeldShare(ComponentImages images, int block, Memory<float> memory)
    {
        ArgumentNullException.ThrowIfNull(images);
        const int width = ComponentImages.BlockLength;
        Mask(images, block, memory);
        int count = images.CountOf(block);
        int held = 0;
        for (int node = 0; node < Count; node++)
        {
            foreach (float value in memory.Span.Slice(node * width, count))
            {
                float current = (float)Drive.Bias + ((float)Drive.Swing * value);
                held += current < smallest || current > largest ? 1 : 0;
            }
        }

        return (double)held / Count / count;
    }

    // Masked values become currents.
    private void Drives(Span<float> values) =>
        Lines.Bound(values, (float)Drive.Swing, (float)Drive.Bias, smallest, largest);

    private void Heat(VortexNodes nodes, Span<float> states, string purpose, int block)
    {
        const int width = ComponentImages.BlockLength;
        float[] currents = states.ToArray();
        float[] shown = new float[states.Length];
        float[] amplitudes = new float[width];
        states.Clear();
        float share = 1f / Drive.Repeats;
        for (int repeat = 0; repeat < Drive.Repeats; repeat++)
        {
            currents.CopyTo(shown, 0);
            Array.Fill(
                amplitudes, (float)(Drive.Start == NodeStart.Reset ? Drive.ResetAmplitude : Drive.FirstAmplitude));
            var streams = new GaussianStreams(
                Drive.Seed, $"{purpose}, shown {repeat}", (ulong)block * width, width);
            nodes.Follow(shown, amplitudes, new VortexHeat(Drive.Temperature, streams), Drive.Start);
            AddReading(shown, $"{purpose}, read {repeat}", block);
            for (int i = 0; i < states.Length; i++)
            {
                states[i] += share * shown[i];
            }
        }
    }

    private void AddReading(float[] states, string purpose, int block)
    {
        if (Drive.ReadNoise == 0)
        {
            return;
        }

        const int width = ComponentImages.BlockLength;
        var streams = new GaussianStreams(Drive.Seed, purpose, (ulong)block * width, width);

        // Numbers come in pairs, here for two nodes.
        float[] noise = new float[2 * width];
        for (int first = 0; first < states.Length; first += noise.Length)
        {
            streams.Fill(noise, (float)Drive.ReadNoise);
            for (int i = 0; i < Math.Min(noise.Length, states.Length - first); i++)
            {
                states[first + i] += noise[i];
            }
        }
    }

    private static void Apply(NodeFunction function, Span<float> values)
    {
        switch (function)
        {
            case NodeFunction.Relu:
                for (int i = 0; i < values.Length; i++)
                {
                    values[i] = Math.Max(values[i], 0);
                }

                break;
            case NodeFunction.Sigmoid or NodeFunction.ShiftedSigmoid:
                Logistic(values, function == NodeFunction.ShiftedSigmoid ? 1 : 0);
                break;
            case NodeFunction.Tanh:
                for (int i = 0; i < values.Length; i++)
                {
                    values[i] *= 2;
                }

                // tanh u = 2/(1 + e^(−2u)) − 1.
                Logistic(values, 0);
                for (int i = 0; i < values.Length; i++)
                {
                    values[i] = (2 * values[i]) - 1;
                }

                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(function), function, "Bug in Lab: no function of a node.");
        }
    }

    private static void Logistic(Span<float> values, float shift)
    {
        if (System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated)
        {
            Logistic<Lanes512<float>>(values, shift);
        }
        else if (System.Runtime.Intrinsics.Vector256.IsHardwareAccelerated)
        {
            Logistic<Lanes256<float>>(values, shift);
        }
        else
        {
            Logistic<ScalarLane<float>>(values, shift);
        }
    }

    // Blocks of images are multiples of 16.
    private static void Logistic<TVector>(Span<float> values, float shift)
        where TVector : unmanaged, ILanes<TVector, float>
    {
        System.Diagnostics.Debug.Assert(values.Length % Lanes == 0);
        TVector one = TVector.All(1);
        for (int i = 0; i < values.Length; i += TVector.Count)
        {
            TVector value = TVector.Load(ref values[i]);
            TVector.Store(one / (one + TVector.Exp(TVector.All(shift) - value)), ref values[i]);
        }
    }
}
