namespace Lab.Models.Training;

/// <summary>The losses that trainings use.</summary>
public static class Losses
{
    /// <summary>Mean of the squares of output less target over the outputs.</summary>
    public static ILoss MeanSquaredError { get; } = new SquaredError();

    /// <summary>Cross-entropy of independent yes-or-no answers, whose outputs are log-odds and whose targets are 0 to 1; mean
    /// over the outputs, in nats.</summary>
    public static ILoss BinaryCrossEntropy { get; } = new LogisticEntropy();

    /// <summary>Cross-entropy of one answer of many, whose outputs are unnormalised log-probabilities and whose targets sum to 1,
    /// in nats.</summary>
    public static ILoss SoftmaxCrossEntropy { get; } = new SoftmaxEntropy();

    /// <summary>log(1 + eˣ) without overflow.</summary>
    private static double Softplus(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));

    private sealed class SquaredError : ILoss
    {
        public double Evaluate(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, Span<float> gradient, double count = 1)
        {
            double sum = 0;
            for (int i = 0; i < outputs.Length; i++)
            {
                double difference = (double)outputs[i] - targets[i];
                sum += difference * difference;
                gradient[i] = (float)(2 * difference / outputs.Length / count);
            }

            return sum / outputs.Length;
        }
    }

    private sealed class LogisticEntropy : ILoss
    {
        public double Evaluate(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, Span<float> gradient, double count = 1)
        {
            double sum = 0;
            for (int i = 0; i < outputs.Length; i++)
            {
                double output = outputs[i];
                sum += Softplus(output) - (targets[i] * output);
                gradient[i] = (float)(((1 / (1 + Math.Exp(-output))) - targets[i]) / outputs.Length / count);
            }

            return sum / outputs.Length;
        }
    }

    private sealed class SoftmaxEntropy : ILoss
    {
        private const int FewOutputs = 256; // whose powers lie on the stack

        public double Evaluate(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, Span<float> gradient, double count = 1)
        {
            Span<double> powers = outputs.Length <= FewOutputs ? stackalloc double[outputs.Length] : new double[outputs.Length];
            float largest = outputs[Answers.IndexOfLargest(outputs)];
            double sum = 0;
            for (int i = 0; i < outputs.Length; i++)
            {
                powers[i] = Math.Exp(outputs[i] - largest);
                sum += powers[i];
            }

            double logarithm = Math.Log(sum);
            double loss = 0;
            for (int i = 0; i < outputs.Length; i++)
            {
                loss += targets[i] * (logarithm - (outputs[i] - largest));
                gradient[i] = (float)(((powers[i] / sum) - targets[i]) / count);
            }

            return loss;
        }
    }
}
