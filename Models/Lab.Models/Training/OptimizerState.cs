namespace Lab.Models.Training;

/// <summary>Checks that an optimiser is used for the same parameters from step to step.</summary>
internal static class OptimizerState
{
    /// <summary>Makes the memory at the first step; refuses another number of parameters later.</summary>
    public static void Require(ref float[] memory, int parameters, int gradients)
    {
        if (parameters != gradients)
        {
            throw new ArgumentException($"{gradients} derivatives do not belong to {parameters} parameters.");
        }

        if (memory.Length == 0)
        {
            memory = new float[parameters];
        }
        else if (memory.Length != parameters)
        {
            throw new ArgumentException(
                $"This optimiser moves {memory.Length} parameters and was given {parameters}; take a new one.");
        }
    }

    /// <summary>A memory from what was saved of it.</summary>
    public static float[] Round(ReadOnlySpan<double> saved)
    {
        float[] memory = new float[saved.Length];
        for (int i = 0; i < memory.Length; i++)
        {
            memory[i] = (float)saved[i];
        }

        return memory;
    }
}
