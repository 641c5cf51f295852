namespace Lab.Studies.DynamicalNetworks;

/// <summary>Sequences and what should be read out.</summary>
/// <param name="Inputs">Shape [sample · step · input].</param>
/// <param name="Targets">Shape [sample · output] with a one among zeros for classes, or [sample · step · output].</param>
internal sealed record SequenceSamples(float[] Inputs, float[] Targets)
{
    /// <summary>A one at the class of each sample among zeros, shape [sample · class].</summary>
    public static float[] OneHot(int[] labels, int classes)
    {
        float[] targets = new float[labels.Length * classes];
        for (int i = 0; i < labels.Length; i++)
        {
            targets[(i * classes) + labels[i]] = 1;
        }

        return targets;
    }
}
