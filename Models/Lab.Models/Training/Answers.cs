namespace Lab.Models.Training;

/// <summary>The class that outputs name.</summary>
public static class Answers
{
    /// <summary>Index of the largest number; the first of equal ones.</summary>
    public static int IndexOfLargest(ReadOnlySpan<float> row)
    {
        int largest = 0;
        for (int i = 1; i < row.Length; i++)
        {
            largest = row[i] > row[largest] ? i : largest;
        }

        return largest;
    }

    /// <summary>Whether outputs name the class of their targets: the largest one does, and the sign of a single one, which is the
    /// log-odds of class 1.</summary>
    /// <param name="outputs">The outputs, shape [output].</param>
    /// <param name="targets">A one among zeros, shape [output]; of a single output 0 or 1.</param>
    public static bool AreCorrect(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets) =>
        outputs.Length == 1 ? outputs[0] > 0 == targets[0] > 0.5f : IndexOfLargest(outputs) == IndexOfLargest(targets);
}
