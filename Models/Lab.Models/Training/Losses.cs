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
        public double Evaluate(ReadOnlySpan<double> outputs, ReadOnlySpan<double> targets, Span<double> gradient)
        {
            double sum = 0;
            for (int i = 0; i < outputs.Length; i++)
            {
                double difference = outputs[i] - targets[i];
                sum += difference * difference;
                gradient[i] = 2 * difference / outputs.Length;
            }

            return sum / outputs.Length;
        }
    }

    private sealed class LogisticEntropy : ILoss
    {
        public double Evaluate(ReadOnlySpan<double> outputs, ReadOnlySpan<double> targets, Span<double> gradient)
        {
            double sum = 0;
            for (int i = 0; i < outputs.Length; i++)
            {
                sum += Softplus(outputs[i]) - (targets[i] * outputs[i]);
                gradient[i] = ((1 / (1 + Math.Exp(-outputs[i]))) - targets[i]) / outputs.Length;
            }

            return sum / outputs.Length;
        }
    }

    private sealed class SoftmaxEntropy : ILoss
    {
        public double Evaluate(ReadOnlySpan<double> outputs, ReadOnlySpan<double> targets, Span<double> gradient)
        {
            double largest = double.NegativeInfinity;
            foreach (double output in outputs)
            {
                largest = Math.Max(largest, output);
            }

            double sum = 0;
            for (int i = 0; i < outputs.Length; i++)
            {
                gradient[i] = Math.Exp(outputs[i] - largest);
                sum += gradient[i];
            }

            double logarithm = largest + Math.Log(sum);
            double loss = 0;
            for (int i = 0; i < outputs.Length; i++)
            {
                loss += targets[i] * (logarithm - outputs[i]);
                gradient[i] = (gradient[i] / sum) - targets[i];
            }

            return loss;
        }
    }
}
